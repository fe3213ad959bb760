"""What is wrong with a value."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..channel.messages import FieldProblem
from .field import Field

Hydrate = Callable[[Field, Any], Any]


class Breach(NamedTuple):
    """A rule that a value breaks."""

    text: str
    got: str | None = None
    """What the value has, where that says more than the value."""


def value_problems(field: Field, value: Any, path: str, hydrate: Hydrate) -> Iterator[FieldProblem]:
    """Problems of one value in JSON: its type, its bounds, the author's rules. None breaks none where it is allowed.

    Of the plain items of one array or record only the first bad one is reported.
    """
    if value is None and field.nullable:
        return
    breach = _type_breach(field, value) or next(_bound_breaches(field, value), None)
    if breach is not None:
        got = "" if field.options.secret else f" (got {breach.got or _got(value)})"
        yield {"field": path, "message": f"{path} {breach.text}{got}"}
        return
    yield from _inner_problems(field, value, path, hydrate)
    if field.options.validate is not None:
        try:
            field.options.validate(hydrate(field, value))
        except ValueError as refusal:
            yield {"field": path, "message": f"{path} {refusal}"}


def _inner_problems(field: Field, value: Any, path: str, hydrate: Hydrate) -> Iterator[FieldProblem]:
    for inner in field.fields:
        if inner.name in value:
            yield from value_problems(inner, value[inner.name], f"{path}.{inner.name}", hydrate)
    if field.items is None:
        return
    entries = (
        ((f"[{i}]", item) for i, item in enumerate(value))
        if field.kind == "array"
        else ((f".{key[:40]}", item) for key, item in value.items())
    )
    for at, item in entries:
        found = list(value_problems(field.items, item, path + at, hydrate))
        yield from found
        if found and field.items.kind != "object":
            return


def _type_breach(field: Field, value: Any) -> Breach | None:
    match field.kind:
        case "string":
            return None if isinstance(value, str) else Breach("must be a string")
        case "boolean":
            return None if isinstance(value, bool) else Breach("must be true or false")
        case "number":
            return None if _is_number(value) else Breach("must be a number")
        case "integer":
            return None if _is_number(value) and float(value).is_integer() else Breach("must be an integer")
        case "array":
            return None if isinstance(value, list) else Breach("must be an array")
        case "record" | "object":
            return None if isinstance(value, dict) else Breach("must be an object")
    return None


def _bound_breaches(field: Field, value: Any) -> Iterator[Breach]:
    options = field.options
    if field.choices is not None and not _among(value, field.choices):
        yield Breach(f"must be one of {', '.join(str(choice) for choice in field.choices)}")
    if _is_number(value):
        if options.ge is not None and value < options.ge:
            yield Breach(f"must be at least {options.ge}")
        if options.gt is not None and not value > options.gt:
            yield Breach(f"must be above {options.gt}")
        if options.le is not None and value > options.le:
            yield Breach(f"must be at most {options.le}")
        if options.lt is not None and not value < options.lt:
            yield Breach(f"must be below {options.lt}")
        if options.multiple_of is not None and not _is_multiple(value, options.multiple_of):
            yield Breach(f"must be a multiple of {options.multiple_of}")
    if isinstance(value, (str, list, dict)):
        unit = "character" if isinstance(value, str) else "item" if isinstance(value, list) else "key"
        size = str(len(value))
        if options.min_length is not None and len(value) < options.min_length:
            yield Breach(f"must have at least {_count(options.min_length, unit)}", size)
        if options.max_length is not None and len(value) > options.max_length:
            yield Breach(f"must have at most {_count(options.max_length, unit)}", size)
    if options.pattern is not None and isinstance(value, str) and options.pattern.search(value) is None:
        yield Breach(f"must match /{options.pattern.pattern}/")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _among(value: Any, choices: tuple[Any, ...]) -> bool:
    return not isinstance(value, bool) and any(
        value == choice and isinstance(value, str) == isinstance(choice, str) for choice in choices
    )


def _is_multiple(value: float, unit: float) -> bool:
    parts = value / unit
    return abs(parts - round(parts)) <= 1e-9 * max(1.0, abs(parts))


def _got(value: Any) -> str:
    """A value in an error's text, cut off."""
    if isinstance(value, list):
        return "an array"
    if isinstance(value, dict):
        return "an object"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"
