"""A model of the Reactor Runtime as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..contract.encode_input import encode_input
from ..contract.field_schema import Json
from ..errors import ReactorError
from .installed import ModelContract
from .state_fields import StateFields, takes_file

_MOST_BUFFERED = 1024
"""Bundles that a manifest may ask to be queued."""

_ABOUT_TYPE = ("type", "enum", "items", "properties", "required", "additionalProperties")
"""Keywords that say what a value is, beside those that describe it."""

_HOOKS = {
    "sessionStarted": "session_started",
    "sessionEnded": "session_ended",
    "connected": "connected",
    "disconnected": "disconnected",
    "fileUploaded": "file_uploaded",
}


def manifest_of(
    contract: ModelContract, name: str, state: StateFields, fps: float | None, buffer_size: int | None
) -> Json:
    """Build the manifest from the schema that the Reactor Runtime itself renders, so that clients get the same one.

    Raises ``bad_declaration`` for what the server cannot serve.
    """
    document: Json = contract.render_schema().to_openapi()
    components = document["components"]["schemas"]
    commands = [_command(command, path["post"], contract) for command, path in _named(document, "paths")]
    manifest: Json = {
        "name": name,
        "description": document["info"]["description"],
        "tracks": [_track(track) for track in contract.tracks.values()],
        "inputs": list(_inputs(state, {command["name"]: command["parameters"] for command in commands})),
        "commands": commands,
        "messages": [_message(message, path["post"], components) for message, path in _named(document, "webhooks")],
        "hooks": dict(_hooks(contract.lifecycle)),
    }
    if fps is not None:
        manifest["fps"] = fps
    if buffer_size is not None:
        manifest["bufferSize"] = min(buffer_size, _MOST_BUFFERED)
    try:
        plain: Json = json.loads(json.dumps(manifest, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ReactorError(
            "bad_declaration",
            f"{name} has a default or a choice that JSON cannot represent ({error}); use plain values",
        ) from error
    return plain


def _named(document: Json, section: str) -> Iterator[tuple[str, Json]]:
    for path, operations in document.get(section, {}).items():
        yield path.removeprefix("/events/"), operations


def _content(body: Json) -> Json:
    schema: Json = body["content"]["application/json"]["schema"]
    return schema


def _track(track: Any) -> Json:
    entry = {"name": track.name, "kind": track.kind.value, "direction": track.direction.value}
    return {**entry, "sampleRate": int(track.rate)} if track.rate else entry


def _command(name: str, operation: Json, contract: ModelContract) -> Json:
    parameters = {**_content(operation["requestBody"])}
    parameters["properties"] = {
        field: _served(f"{name}: its argument {field}", schema) for field, schema in parameters["properties"].items()
    }
    command = {"name": name, "description": operation["summary"], "parameters": parameters, "dedupe": False}
    if parameters["properties"]:
        command["rules"] = True
    response = contract.commands[name].response
    return command if response is None else {**command, "reply": response.name}


def _served(where: str, schema: Json) -> Json:
    """A value's schema as the server can check it.

    None as the default of a type that does not allow it means "not set" there; here such a value may be null.
    """
    if any(takes_file(inner) for inner in _inside(schema)):
        raise ReactorError(
            "bad_declaration",
            f"{where} has files inside of a list, a dict or a dataclass, which this server does not take; "
            "give each file an argument of its own",
        )
    if schema.get("default", 0) is not None or "anyOf" in schema or "$ref" in schema or not schema.get("type"):
        return schema
    about = {key: schema[key] for key in _ABOUT_TYPE if key in schema}
    rest = {key: value for key, value in schema.items() if key not in about}
    return {"anyOf": [about, {"type": "null"}], **rest}


def _inside(schema: Json) -> Iterator[Json]:
    """The schemas of what a value holds."""
    held = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    for inner in held:
        if isinstance(inner, dict):
            yield inner
            yield from _inside(inner)
    for one in schema.get("anyOf", []):
        yield from _inside(one)


def _message(name: str, operation: Json, components: Mapping[str, Json]) -> Json:
    schema_name = _content(operation["requestBody"])["$ref"].rpartition("/")[2]
    message = {"name": name, "schemaName": schema_name, "schema": components[schema_name]}
    return {**message, "description": operation["summary"]} if "summary" in operation else message


def _inputs(state: StateFields, commands: Mapping[str, Json]) -> Iterator[Json]:
    """The values that clients set and that persist: those of the state, then those that a command sets by its name."""
    names = set()
    for field in state.fields:
        names.add(field.name)
        command = f"set_{field.name}"
        sets = set(commands.get(command, {}).get("properties", {})) == {field.name}
        yield {
            "name": field.name,
            "kept": "state",
            **({"command": command} if sets else {}),
            "secret": False,
            "file": field.name in state.files,
            "initial": encode_input(field, getattr(state.defaults, field.name)).get("value"),
        }
    for command, parameters in commands.items():
        name = command.removeprefix("set_")
        if command == name or name in names or set(parameters["properties"]) != {name}:
            continue
        schema = parameters["properties"][name]
        yield {
            "name": name,
            "kept": "command",
            "command": command,
            "secret": False,
            "file": takes_file(schema),
            "initial": schema.get("default"),
        }


def _hooks(lifecycle: Any) -> Iterator[tuple[str, str]]:
    for kind, attribute in _HOOKS.items():
        hook = getattr(lifecycle, attribute)
        if hook is not None:
            yield kind, getattr(hook, "__name__", attribute)
