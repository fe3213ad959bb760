"""Values of the wire as the author declared them."""

from __future__ import annotations

import copy
from typing import Any

from .field import Field


def hydrate(field: Field, value: Any) -> Any:
    """A checked value in JSON as the model gets it: members of an enum, instances of dataclasses, floats and ints."""
    if value is None:
        return None
    match field.kind:
        case "integer":
            plain: Any = int(value)
        case "number":
            plain = float(value)
        case "array":
            items = field.items
            return list(value) if items is None else [hydrate(items, item) for item in value]
        case "record":
            items = field.items
            return dict(value) if items is None else {key: hydrate(items, item) for key, item in value.items()}
        case "object":
            return _instance(field, value)
        case _:
            plain = value
    return plain if field.enum is None else field.enum(plain)


def initial_value(field: Field) -> Any:
    """The value of a field at the start of a session, shared with nothing."""
    return hydrate(field, copy.deepcopy(field.fallback))


def _instance(field: Field, value: dict[str, Any]) -> Any:
    assert field.owner is not None
    given = {
        inner.attribute: hydrate(inner, value[inner.name] if inner.name in value else copy.deepcopy(inner.fallback))
        for inner in field.fields
    }
    return field.owner(**given)
