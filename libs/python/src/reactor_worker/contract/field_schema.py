"""JSON Schema of fields. The order of keys is part of the contract with code generators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .field import Field

Json = dict[str, Any]

UPLOAD_REFERENCE = "ReactorUploadReference"
_UPLOAD_REFERENCE_PATH = f"#/components/schemas/{UPLOAD_REFERENCE}"


def object_schema(fields: Sequence[Field]) -> Json:
    """Values by name: a command's arguments, or a dataclass."""
    required = [field.name for field in fields if field.required]
    return {
        "type": "object",
        "properties": {field.name: field_schema(field) for field in fields},
        **({"required": required} if required else {}),
    }


def field_schema(field: Field) -> Json:
    """One value."""
    options = field.options
    ui = {**(options.ui or {}), **_given(step=options.step)}
    return {
        **_type_schema(field),
        **({} if field.required else {"default": field.fallback}),
        **_bound_schema(field),
        **({"examples": list(field.examples)} if field.examples else {}),
        **({"writeOnly": True} if options.secret else {}),
        "x-reactor-moderate": options.moderate,
        **({"x-reactor-ui": ui} if ui else {}),
    }


def _bound_schema(field: Field) -> Json:
    options = field.options
    return {
        **_given(
            description=options.description,
            minimum=options.ge,
            maximum=options.le,
            exclusiveMinimum=options.gt,
            exclusiveMaximum=options.lt,
            multipleOf=options.multiple_of,
            minLength=options.min_length,
            maxLength=options.max_length,
        ),
        **_pattern_schema(options.pattern),
        **({} if field.choices is None or field.nullable else {"enum": list(field.choices)}),
    }


def _pattern_schema(pattern: re.Pattern[str] | None) -> Json:
    """A JSON Schema pattern has no flags: one whose flags change what it matches is published under our own key."""
    if pattern is None:
        return {}
    if pattern.flags & ~re.UNICODE:
        return {"x-reactor-pattern": str(pattern)}
    return {"pattern": pattern.pattern}


def _type_schema(field: Field) -> Json:
    """With None allowed, the choices must include it too, so they are part of the type."""
    bare = _bare_type(field)
    if not field.nullable:
        return bare
    choices = {} if field.choices is None else {"enum": list(field.choices)}
    return {"anyOf": [{**bare, **choices}, {"type": "null"}]}


def _bare_type(field: Field) -> Json:
    match field.kind:
        case "file":
            return {"$ref": _UPLOAD_REFERENCE_PATH}
        case "array":
            return {"type": "array", "items": {} if field.items is None else _item_schema(field.items)}
        case "record":
            return {
                "type": "object",
                "additionalProperties": True if field.items is None else _item_schema(field.items),
            }
        case "object":
            return object_schema(field.fields)
        case "mixed" | "any":
            return {}
    return {"type": field.kind}


def _item_schema(items: Field) -> Json:
    secret = {"writeOnly": True} if items.options.secret else {}
    return {**_type_schema(items), **_bound_schema(items), **secret}


def _given(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}
