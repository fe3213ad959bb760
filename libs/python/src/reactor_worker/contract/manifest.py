"""What the server needs to know of a model, as plain data: ``docs/reference/manifest.md``."""

from __future__ import annotations

import json
from typing import Any

from ..errors import ReactorError
from .field import Field
from .field_schema import Json, object_schema
from .message_schema import message_schema
from .model_contract import CommandContract, ModelContract


def manifest_of(contract: ModelContract) -> Json:
    """Build the manifest. Raises ``bad_declaration`` where a default, an example or a hint has no form in JSON."""
    manifest = _given(
        name=contract.name,
        version=contract.version,
        description=contract.description,
        fps=contract.fps,
        bufferSize=contract.buffer_size,
        tracks=[
            _given(name=track.name, kind=track.kind, direction=track.direction, sampleRate=track.sample_rate)
            for track in contract.tracks
        ],
        inputs=_inputs(contract),
        commands=[_command(command) for command in contract.commands.values()],
        messages=[
            _given(
                name=message.name,
                schemaName=message.message_class.__name__,
                schema=message_schema(message.fields),
                description=message.description,
            )
            for message in contract.messages.values()
        ],
        hooks=dict(contract.hooks),
    )
    try:
        plain: Json = json.loads(json.dumps(manifest, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ReactorError(
            "bad_declaration",
            f"{contract.model_class.__name__} has a default, an example or a ui hint that JSON cannot represent "
            f"({error}); use plain values",
        ) from error
    return plain


def _inputs(contract: ModelContract) -> list[Json]:
    """The values that clients set and that persist: those of the state, then those that a command sets by its name."""
    kept: dict[str, tuple[Field, str]] = {field.name: (field, "state") for field in contract.state_fields}
    for command in contract.commands.values():
        field = command.set_field
        if field is not None:
            kept.setdefault(field.name, (field, "command"))
    return [_input(contract, field, how) for field, how in kept.values()]


def _input(contract: ModelContract, field: Field, kept: str) -> Json:
    command = contract.commands.get(f"set_{field.name}")
    sets = command is not None and command.set_field is not None
    secret = field.options.secret
    return {
        "name": field.name,
        "kept": kept,
        **({"command": f"set_{field.name}"} if sets else {}),
        "secret": secret,
        "file": field.kind == "file",
        **({} if secret else {"initial": field.fallback}),
    }


def _command(command: CommandContract) -> Json:
    return _given(
        name=command.name,
        description=command.description,
        parameters=object_schema(command.fields),
        dedupe=command.dedupe,
        rules=True if command.has_rules else None,
        ui=None if command.ui is None else dict(command.ui),
        reply=None if command.reply is None else command.reply.name,
    )


def _given(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}
