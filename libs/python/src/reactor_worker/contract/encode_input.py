"""Values of the author as JSON: the reverse of ``field_values.hydrate``."""

from __future__ import annotations

import enum
import math
from typing import Any, Literal, TypedDict

import numpy as np

from ..authoring.uploaded_file import UploadedFile
from .field import Field

_MAX_VALUES = 4_096
"""Values inside one input that are encoded at most."""

_MAX_DEPTH = 32
"""Levels of lists and dicts, as in the messages of clients."""


class Encoded(TypedDict, total=False):
    """A value in JSON, or why it has none."""

    value: Any
    withheld: Literal["too_large", "not_json"]


class _Withheld(Exception):
    def __init__(self, reason: Literal["too_large", "not_json"]) -> None:
        self.reason = reason


def encode_input(field: Field, value: Any) -> Encoded:
    """What a field's value would be on the wire. A file is its name, type and size, never its bytes.

    The work is bounded: a value with too much inside is ``too_large``.
    """
    try:
        return {"value": _Encoder().encode(field, value, 0)}
    except _Withheld as withheld:
        return {"withheld": withheld.reason}
    except (AttributeError, RuntimeError):
        # A dataclass without one of its attributes, or a dict that a thread of the author's changes meanwhile.
        return {"withheld": "not_json"}


class _Encoder:
    def __init__(self) -> None:
        self._count = 0

    def encode(self, field: Field, value: Any, depth: int) -> Any:
        self._enter(depth)
        if value is None:
            return None
        if isinstance(value, enum.Enum):
            value = value.value
        match field.kind:
            case "any":
                return self._plain(value, depth)
            case "file":
                if not isinstance(value, UploadedFile):
                    raise _Withheld("not_json")
                return {"name": value.name, "mime_type": value.mime_type, "size": value.size}
            case "array":
                if not isinstance(value, (list, tuple)):
                    raise _Withheld("not_json")
                return [self._item(field.items, item, depth + 1) for item in value]
            case "record":
                if not isinstance(value, dict):
                    raise _Withheld("not_json")
                return {str(key): self._item(field.items, item, depth + 1) for key, item in value.items()}
            case "object":
                if field.owner is None or not isinstance(value, field.owner):
                    raise _Withheld("not_json")
                return {
                    inner.name: self.encode(inner, getattr(value, inner.attribute), depth + 1) for inner in field.fields
                }
        plain = _primitive(value)
        expected: dict[str, tuple[type, ...]] = {
            "string": (str,),
            "boolean": (bool,),
            "integer": (int, float),
            "number": (int, float),
        }
        if field.kind in expected and not isinstance(plain, expected[field.kind]):
            raise _Withheld("not_json")
        if field.kind in ("integer", "number") and isinstance(plain, bool):
            raise _Withheld("not_json")
        return plain

    def _item(self, field: Field | None, value: Any, depth: int) -> Any:
        return self._plain(value, depth) if field is None else self.encode(field, value, depth)

    def _plain(self, value: Any, depth: int) -> Any:
        self._enter(depth)
        if value is None:
            return None
        if isinstance(value, (list, tuple)):
            return [self._plain(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {str(key): self._plain(item, depth + 1) for key, item in value.items()}
        return _primitive(value)

    def _enter(self, depth: int) -> None:
        self._count += 1
        if depth > _MAX_DEPTH or self._count > _MAX_VALUES:
            raise _Withheld("too_large")


def _primitive(value: Any) -> str | int | float | bool:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise _Withheld("not_json")
