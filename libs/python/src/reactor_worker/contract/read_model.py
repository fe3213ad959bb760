"""Reads what a model's class declares, without an instance of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from ..authoring.declarations import HookKind, attributes_of, first_paragraph, hook_kind, marked_methods, model_options
from ..authoring.input_field import FieldOptions
from ..authoring.message import Message
from ..authoring.model import Loop, ModelBase, Pipeline
from ..authoring.state import State
from ..authoring.tracks import TrackDeclaration
from ..authoring.wire_name import is_wire_name
from ..errors import ReactorError, describe_value
from .field_reader import FieldReader
from .field_schema import UPLOAD_REFERENCE
from .message_fields import MessageContract, read_message
from .model_contract import CommandContract, ModelContract, Track
from .problems import DeclarationProblems
from .read_commands import read_commands


def read_model(model_class: Any, name: str) -> ModelContract:
    """Read a class under its name on the wire. Raises one ``bad_declaration`` with every mistake and its fix."""
    if not isinstance(model_class, type) or not issubclass(model_class, ModelBase):
        raise ReactorError(
            "bad_declaration",
            f"{describe_value(model_class)} is no model; name a class that extends reactor_worker.Pipeline or .Loop",
        )
    owner = model_class.__name__
    problems = DeclarationProblems()
    options = model_options(model_class)
    problems.add_unless_within(owner, "fps", options.fps, 0.1, 240)
    problems.add_unless_within(owner, "buffer_size", options.buffer_size, 1, 1024)
    _refuse_missing_method(model_class, problems)
    reader = FieldReader(problems)
    state_class = _state_class(model_class, reader, problems)
    state_fields = () if state_class is None else reader.read_state(state_class)
    commands = read_commands(model_class, state_fields, problems)
    contract = ModelContract(
        name=name,
        model_class=model_class,
        description=options.description or first_paragraph(vars(model_class).get("__doc__")),
        version=options.version,
        fps=options.fps,
        buffer_size=options.buffer_size,
        tracks=_read_tracks(model_class, problems),
        state_class=state_class,
        state_fields=state_fields,
        commands=commands,
        messages=_read_messages(owner, commands.values(), options.messages, problems),
        hooks=_read_hooks(model_class, problems),
    )
    problems.raise_if_any(owner)
    return contract


def _refuse_missing_method(model_class: type[ModelBase], problems: DeclarationProblems) -> None:
    if issubclass(model_class, Pipeline) and model_class.inference is Pipeline.inference:
        problems.add(model_class.__name__, "it has no inference(); add def inference(self) that yields once each turn")
    elif issubclass(model_class, Loop) and model_class.run is Loop.run:
        problems.add(model_class.__name__, "it has no run(); add def run(self) with a loop, or extend Pipeline")
    elif not issubclass(model_class, (Pipeline, Loop)):
        problems.add(model_class.__name__, "it extends neither Pipeline nor Loop; extend one of them")


def _state_class(model_class: type[Any], reader: FieldReader, problems: DeclarationProblems) -> type[Any] | None:
    annotations: dict[str, Any] = {}
    for base in reversed(model_class.__mro__):
        annotations.update(inspect.get_annotations(base))
    if model_class.__dict__.get("state") is not None:
        problems.add(f"{model_class.__name__}.state", "it has a value; write the annotation alone: state: MyState")
    if "state" not in annotations:
        return None
    state = reader.hints_of(model_class, vars(model_class)).get("state")
    if isinstance(state, type) and issubclass(state, State):
        return state
    if state is not None:
        problems.add(f"{model_class.__name__}.state", "its class does not extend State; make it extend State")
    return None


def _read_tracks(model_class: type[Any], problems: DeclarationProblems) -> tuple[Track, ...]:
    found: dict[Any, list[Track]] = {"in": [], "out": []}
    for attribute, declared in attributes_of(model_class).items():
        where = f"{model_class.__name__}.{attribute}"
        if isinstance(declared, FieldOptions):
            problems.add(where, "a model has no fields of its own; move it to its State")
        if not isinstance(declared, TrackDeclaration):
            continue
        name = declared.name or attribute
        if not is_wire_name(name):
            problems.add(where, f"'{name}' cannot be a track's name; use small letters, digits and _")
        problems.add_unless_within(where, "sample_rate", declared.sample_rate, 8_000, 192_000)
        track = Track(name, attribute, declared.kind, declared.direction, declared.sample_rate)
        if any(other.name == name for other in (*found["in"], *found["out"])):
            problems.add(where, f"two tracks are called '{name}'; give one of them a name=")
        found[declared.direction].append(track)
    if not found["out"]:
        found["out"].append(Track("main_video", "main_video", "video", "out"))
    return (*found["in"], *found["out"])


def _read_hooks(model_class: type[Any], problems: DeclarationProblems) -> dict[HookKind, str]:
    hooks: dict[HookKind, str] = {}
    marked: list[tuple[str, Any, HookKind]] = marked_methods(model_class, hook_kind)
    for method, _, kind in marked:
        if kind in hooks:
            problems.add(
                f"{model_class.__name__}.{method}", f"{hooks[kind]} handles the same event; keep one of the two"
            )
        hooks[kind] = method
    return hooks


def _read_messages(
    owner: str, commands: Iterable[CommandContract], listed: Iterable[Any], problems: DeclarationProblems
) -> dict[type[Any], MessageContract]:
    messages: dict[type[Any], MessageContract] = {}
    for command in commands:
        if command.reply is not None:
            messages.setdefault(command.reply.message_class, command.reply)
    for message_class in listed:
        if not isinstance(message_class, type) or not issubclass(message_class, Message):
            problems.add(owner, f"messages has {describe_value(message_class)}; list classes that extend Message")
        elif message_class not in messages:
            messages[message_class] = read_message(message_class, problems)
    names: dict[str, str] = {}
    class_names: set[str] = {UPLOAD_REFERENCE}
    for message_class, message in messages.items():
        if message.name in names:
            problems.add(owner, f"two messages are named '{message.name}'; set wire_name on one of the classes")
        if message_class.__name__ in class_names:
            problems.add(owner, f"two entries of its schema are named {message_class.__name__}; rename one class")
        names[message.name] = message_class.__name__
        class_names.add(message_class.__name__)
    return messages
