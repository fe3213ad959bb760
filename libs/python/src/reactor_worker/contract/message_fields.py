"""What a message's class declares."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..authoring.declarations import first_paragraph
from ..authoring.message import Message, MessageFieldOptions
from ..authoring.wire_name import is_wire_name, to_wire_name
from .problems import DeclarationProblems
from .type_shape import TypeShape, UnknownType, kind_of_choices, shape_of_type

_BARE = MessageFieldOptions()


@dataclass(frozen=True, eq=False)
class MessageField:
    """One value of a message, or of a dataclass inside one."""

    name: str
    """On the wire."""
    attribute: str
    value: MessageValue
    description: str | None
    has_default: bool
    default: Any
    """In JSON, where it is a plain value."""


@dataclass(frozen=True, eq=False)
class MessageValue:
    """What a value of a message is."""

    shape: TypeShape
    choices: tuple[str | int | float, ...] | None = None
    items: MessageValue | None = None
    fields: tuple[MessageField, ...] = ()


@dataclass(frozen=True, eq=False)
class MessageContract:
    """One message of a model."""

    name: str
    """On the wire."""
    message_class: type[Message]
    description: str | None
    fields: tuple[MessageField, ...]


def read_message(message_class: type[Message], problems: DeclarationProblems) -> MessageContract:
    """Read a message's class and note its mistakes."""
    name = message_class.wire_name or to_wire_name(message_class.__name__)
    if not is_wire_name(name):
        problems.add(
            message_class.__name__,
            f"'{name}' cannot be a message's name; set wire_name to small letters, digits and _",
        )
    fields = tuple(_read_fields(message_class, (message_class,), problems))
    return MessageContract(name, message_class, first_paragraph(message_class.wire_description), fields)


def _read_fields(
    owner: type[Any], around: tuple[type[Any], ...], problems: DeclarationProblems
) -> Iterator[MessageField]:
    try:
        hints = typing.get_type_hints(owner, include_extras=True)
    except Exception as error:
        problems.add(
            owner.__name__, f"its annotations cannot be read ({error}); define what they name at the top of the module"
        )
        return
    seen: set[str] = set()
    for declared in dataclasses.fields(owner):
        where = f"{owner.__name__}.{declared.name}"
        options: MessageFieldOptions = declared.metadata.get("reactor", _BARE)
        name = options.name or declared.name
        if not is_wire_name(name):
            problems.add(
                where, f"'{name}' cannot be its name; use small letters, digits and _, beginning with a letter"
            )
        if name in seen:
            problems.add(where, f"another one is called '{name}' too; rename one of them")
        seen.add(name)
        value = _read_value(where, hints[declared.name], options, around, problems)
        default = declared.default
        if default is dataclasses.MISSING and declared.default_factory is not dataclasses.MISSING:
            default = declared.default_factory()
        has_default = default is not dataclasses.MISSING
        yield MessageField(
            name, declared.name, value, options.description, has_default, default if has_default else None
        )


def _read_value(
    where: str,
    annotation: Any,
    options: MessageFieldOptions,
    around: tuple[type[Any], ...],
    problems: DeclarationProblems,
) -> MessageValue:
    try:
        shape = shape_of_type(annotation)
        choices = shape.choices if options.choices is None else tuple(options.choices)
        if options.choices is not None:
            kind_of_choices(options.choices)
    except UnknownType as mistake:
        problems.add(where, str(mistake))
        return MessageValue(TypeShape("any"))
    if shape.kind == "file":
        problems.add(where, "a file cannot be sent; send its name, or its content as a text")
    items = None
    if shape.kind in ("array", "record") and shape.items is not Any:
        items = _read_value(f"{where}, items", shape.items, _BARE, around, problems)
    fields: tuple[MessageField, ...] = ()
    if shape.owner is not None and shape.owner in around:
        problems.add(
            where, f"{shape.owner.__name__} contains itself, which a schema cannot express; send a list of ids"
        )
    elif shape.owner is not None:
        fields = tuple(_read_fields(shape.owner, (*around, shape.owner), problems))
    return MessageValue(shape, choices, items, fields)
