"""Types of Python as kinds of the wire."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import types
import typing
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from ..authoring.input_field import FieldOptions
from ..authoring.uploaded_file import UploadedFile
from .field import Kind

_PLAIN: dict[Any, Kind] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    dict: "record",
    UploadedFile: "file",
    Any: "any",
}

_LISTS = (list, collections.abc.Sequence)
_DICTS = (dict, collections.abc.Mapping)


class TypeShape(NamedTuple):
    """What an annotation says."""

    kind: Kind
    nullable: bool = False
    metadata: tuple[Any, ...] = ()
    """What stands in ``Annotated`` beside the type."""
    choices: tuple[str | int | float, ...] | None = None
    enum: type[enum.Enum] | None = None
    items: Any = Any
    """The annotation of an array's items or of a record's values."""
    owner: type[Any] | None = None

    @property
    def options(self) -> FieldOptions | None:
        """The ``InputField`` in ``Annotated``, if there is one."""
        return next((found for found in self.metadata if isinstance(found, FieldOptions)), None)


class UnknownType(Exception):
    """A type that the wire does not have; the text says what to use."""


def shape_of_type(annotation: Any) -> TypeShape:
    """Read an annotation, as ``typing.get_type_hints(…, include_extras=True)`` gives it. Raises ``UnknownType``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        shape = shape_of_type(inner)
        return shape._replace(metadata=(*metadata, *shape.metadata))
    if origin in (Union, types.UnionType):
        return _optional(annotation)
    if annotation in _PLAIN:
        return TypeShape(_PLAIN[annotation])
    if origin is Literal:
        choices = get_args(annotation)
        return TypeShape(kind_of_choices(choices), choices=choices)
    if origin in _LISTS:
        return TypeShape("array", items=get_args(annotation)[0])
    if origin in _DICTS:
        key, value = get_args(annotation)
        if key is not str:
            raise UnknownType("the keys of a dict are texts; use dict[str, …]")
        return TypeShape("record", items=value)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        choices = tuple(member.value for member in annotation)
        return TypeShape(kind_of_choices(choices), choices=choices, enum=annotation)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return TypeShape("object", owner=annotation)
    raise UnknownType(
        f"its type {_name(annotation)} has no form in JSON; use str, int, float, bool, Literal, an Enum of texts or "
        "numbers, list, dict, a dataclass, UploadedFile, or one of them | None"
    )


def kind_of_choices(choices: typing.Sequence[Any]) -> Kind:
    """Tell what choices are. Raises ``UnknownType`` where one is neither a text nor a number."""
    if not choices or any(isinstance(choice, bool) or not isinstance(choice, (str, int, float)) for choice in choices):
        raise UnknownType(f"its choices are {list(choices)!r}; choices are texts or numbers, at least one")
    if all(isinstance(choice, str) for choice in choices):
        return "string"
    if all(isinstance(choice, int) for choice in choices):
        return "integer"
    return "mixed" if any(isinstance(choice, str) for choice in choices) else "number"


def _optional(annotation: Any) -> TypeShape:
    members = [member for member in get_args(annotation) if member is not type(None)]
    if len(members) == 1:
        return shape_of_type(members[0])._replace(nullable=True)
    raise UnknownType(f"its type {_name(annotation)} is one of several; only … | None is possible, or a Literal")


def _name(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
