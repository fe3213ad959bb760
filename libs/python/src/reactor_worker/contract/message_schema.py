"""JSON Schema of messages."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

from .field_schema import Json
from .message_fields import MessageField, MessageValue


def message_schema(fields: Sequence[MessageField]) -> Json:
    """A message, or a dataclass inside one."""
    required = [field.name for field in fields if not field.has_default]
    return {
        "type": "object",
        "properties": {field.name: _field_schema(field) for field in fields},
        **({"required": required} if required else {}),
    }


def _field_schema(field: MessageField) -> Json:
    default = field.default.value if isinstance(field.default, enum.Enum) else field.default
    return {
        **_value_schema(field.value),
        **({"default": default} if field.has_default else {}),
        **({} if field.description is None else {"description": field.description}),
    }


def _value_schema(value: MessageValue) -> Json:
    bare = _bare_schema(value)
    return {"anyOf": [bare, {"type": "null"}]} if value.shape.nullable else bare


def _bare_schema(value: MessageValue) -> Json:
    choices: dict[str, Any] = {} if value.choices is None else {"enum": list(value.choices)}
    match value.shape.kind:
        case "object":
            return message_schema(value.fields)
        case "array":
            return {"type": "array", "items": {} if value.items is None else _value_schema(value.items)}
        case "record":
            items = True if value.items is None else _value_schema(value.items)
            return {"type": "object", "additionalProperties": items}
        case "any" | "mixed":
            return choices
    return {"type": value.shape.kind, **choices}
