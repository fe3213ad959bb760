"""A message as JSON."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..channel.messages import WireMessage
from ..errors import ReactorError, describe_value
from .message_fields import MessageContract, MessageField, MessageValue

_MAX_DEPTH = 32
"""Levels of lists and dicts in one message."""

_MAX_VALUES = 100_000
"""Values in one message: lists that contain each other twice exceed any size within a few levels."""


def encode_message(messages: Mapping[type[Any], MessageContract], model: str, message: Any) -> WireMessage:
    """A message by its names on the wire, checked value by value.

    A value that cannot be sent fails here, where the author gets the error. Raises ``unencodable``, with its place.
    """
    known = messages.get(type(message))
    if known is None:
        raise ReactorError(
            "unencodable",
            f"{describe_value(message)} is not a message of {model}; "
            "list its class in @model(messages=[…]), or declare it as the reply of a command",
        )
    return {"type": known.name, "data": _Encoder().fields(known.fields, message, known.message_class.__name__)}


def encode_value(value: Any, path: str) -> Any:
    """One value of a message whose type is not checked. Raises ``unencodable``; ``path`` is its place, for the text."""
    return _Encoder().value(value, path, None)


class _Encoder:
    def __init__(self) -> None:
        self._values = 0
        self._around: list[int] = []
        """Identities of the objects around the value, outermost first."""

    def fields(self, fields: Sequence[MessageField], source: Any, path: str) -> dict[str, Any]:
        return {
            field.name: self.value(getattr(source, field.attribute), f"{path}.{field.attribute}", field.value)
            for field in fields
        }

    def value(self, value: Any, path: str, declared: MessageValue | None) -> Any:
        if isinstance(value, enum.Enum):
            value = value.value
        if isinstance(value, np.generic):
            value = value.item()
        mismatch = None if declared is None else _mismatch(declared, value)
        if mismatch is not None:
            raise _refusal(path, mismatch)
        self._values += 1
        if self._values > _MAX_VALUES:
            raise _refusal(path, f"a message has at most {_MAX_VALUES} values; send fewer")
        if value is None or isinstance(value, (str, bool)):
            return value
        if isinstance(value, (int, float)):
            if isinstance(value, float) and not math.isfinite(value):
                raise _refusal(path, f"{value} cannot be represented in JSON; send None or leave it out")
            return value
        if id(value) in self._around:
            raise _refusal(path, "it contains itself; send a plain copy")
        if len(self._around) >= _MAX_DEPTH:
            raise _refusal(path, f"it is nested deeper than {_MAX_DEPTH} levels; send a flatter value")
        self._around.append(id(value))
        encoded = self._inside(value, path, declared)
        self._around.pop()
        return encoded

    def _inside(self, value: Any, path: str, declared: MessageValue | None) -> Any:
        items = None if declared is None else declared.items
        if declared is not None and declared.shape.kind == "object":
            return self.fields(declared.fields, value, path)
        if isinstance(value, (list, tuple)):
            return [self.value(item, f"{path}[{i}]", items) for i, item in enumerate(value)]
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise _refusal(path, f"its key {key!r} is no text; use texts as keys")
            return {key: self.value(item, f"{path}.{key}", items) for key, item in value.items()}
        raise _refusal(path, _advice(value))


def _mismatch(declared: MessageValue, value: Any) -> str | None:
    """How a value differs from its declared type; None where it does not."""
    shape = declared.shape
    if value is None:
        fits = shape.nullable or shape.kind == "any"
        return None if fits else "it is None; send a value, or declare … | None"
    if declared.choices is not None and value not in declared.choices:
        return f"it is {value!r} and must be one of {', '.join(map(str, declared.choices))}; send one of them"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match shape.kind:
        case "string":
            fits = isinstance(value, str)
        case "boolean":
            fits = isinstance(value, bool)
        case "number":
            fits = is_number
        case "integer":
            fits = is_number and math.isfinite(value) and float(value).is_integer()
        case "array":
            fits = isinstance(value, (list, tuple))
        case "record":
            fits = isinstance(value, dict)
        case "object":
            fits = shape.owner is not None and isinstance(value, shape.owner)
        case _:
            fits = True
    if fits:
        return None
    kind = "an" if shape.kind[0] in "aeiou" else "a"
    name = shape.owner.__name__ if shape.owner is not None else f"{kind} {shape.kind}"
    advice = f"; {_advice(value)}" if isinstance(value, np.ndarray) else "; send one, or change its type"
    return f"it is {describe_value(value)} and is declared {name}{advice}"


def _advice(value: Any) -> str:
    """Why a value has no form in JSON, and what to send instead."""
    if isinstance(value, np.ndarray) or hasattr(value, "tolist"):
        return f"{describe_value(value)} is not a plain value; send .tolist() of it"
    if isinstance(value, (set, frozenset)):
        return "a set is not a plain value; send a list of it"
    if isinstance(value, (bytes, bytearray)):
        return "bytes have no form in JSON; send a text, for example in base64"
    return f"{describe_value(value)} is not a plain value; send its values, or declare its class as the type"


def _refusal(path: str, what: str) -> ReactorError:
    return ReactorError("unencodable", f"{path} cannot be sent: {what}")
