"""The commands of a model."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from ..authoring.client import Client
from ..authoring.declarations import CommandOptions, command_options, first_paragraph, marked_methods
from ..authoring.input_field import MISSING
from ..authoring.message import Message
from ..authoring.wire_name import is_wire_name, to_wire_name
from .field import Field
from .field_reader import FieldReader
from .message_fields import MessageContract, read_message
from .model_contract import CommandContract
from .problems import DeclarationProblems
from .type_shape import UnknownType, shape_of_type

RESERVED_COMMANDS = ("connected", "disconnected", "ping")


def read_commands(
    model_class: type[Any], state_fields: Sequence[Field], problems: DeclarationProblems
) -> dict[str, CommandContract]:
    """Every command: the model's own methods, then a setter for each field of its state that no method sets."""
    reader = FieldReader(problems)
    commands: dict[str, CommandContract] = {}
    for method, function, options in marked_methods(model_class, command_options):
        where = f"{model_class.__name__}.{method}"
        command = _read_method(where, model_class, method, function, options, reader, problems)
        if command.name in commands:
            problems.add(where, f"another method is already the command '{command.name}'; rename one of them")
        commands[command.name] = command
    for field in state_fields:
        setter = CommandContract(
            f"set_{field.name}", field.options.description or f"Set {field.name}.", (field,), method=None
        )
        commands.setdefault(setter.name, setter)
    return commands


def _read_method(
    where: str,
    model_class: type[Any],
    method: str,
    function: Any,
    options: CommandOptions,
    reader: FieldReader,
    problems: DeclarationProblems,
) -> CommandContract:
    name = options.name or to_wire_name(method)
    if not is_wire_name(name) or name in RESERVED_COMMANDS:
        problems.add(
            where,
            f"'{name}' cannot be a command's name; use small letters, digits and _, "
            f"and none of {', '.join(RESERVED_COMMANDS)}",
        )
    hints = reader.hints_of(function, vars(model_class))
    fields: list[Field] = []
    client_parameter = None
    for parameter in list(options.signature.parameters.values())[1:]:
        place = f"{where}, parameter {parameter.name}"
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            problems.add(place, "a command's parameters are passed by name; write each as an ordinary parameter")
            continue
        annotation = hints.get(parameter.name, MISSING)
        if annotation is MISSING:
            if hints or parameter.annotation is parameter.empty:
                problems.add(place, "it has no type; write one, as in height: float, or client: Client for the caller")
            continue
        if annotation is Client:
            client_parameter = parameter.name
            continue
        default = MISSING if parameter.default is inspect.Parameter.empty else parameter.default
        field = reader.read(place, parameter.name, annotation, default)
        if field is not None:
            fields.append(field)
    names = [field.name for field in fields]
    for twin in sorted({name for name in names if names.count(name) > 1}):
        problems.add(where, f"two parameters are called '{twin}' on the wire; rename one of them")
    return CommandContract(
        name=name,
        description=options.description or first_paragraph(function.__doc__),
        fields=tuple(fields),
        method=method,
        client_parameter=client_parameter,
        dedupe=options.dedupe,
        ui=options.ui,
        reply=_read_reply(where, hints.get("return", MISSING), problems),
    )


def _read_reply(where: str, annotation: Any, problems: DeclarationProblems) -> MessageContract | None:
    """A handler returns a message, a message or None, or nothing."""
    if annotation in (MISSING, None, type(None)):
        return None
    try:
        owner = shape_of_type(annotation).owner
    except UnknownType:
        owner = None
    if owner is None or not issubclass(owner, Message):
        problems.add(where, "its reply is not a message; return None, or a class that extends Message")
        return None
    return read_message(owner, problems)
