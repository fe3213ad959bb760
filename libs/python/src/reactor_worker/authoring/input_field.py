"""``InputField``: what clients may send for one value."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


class Missing(enum.Enum):
    """The type of ``MISSING``."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING
"""No default was given; None is one."""


@dataclass(frozen=True, eq=False)
class FieldOptions:
    """What ``InputField`` was given; see there."""

    default: Any = MISSING
    description: str | None = None
    ge: float | None = None
    le: float | None = None
    gt: float | None = None
    lt: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    choices: Sequence[str | int | float] | None = None
    pattern: re.Pattern[str] | None = None
    step: float | None = None
    examples: Sequence[Any] | None = None
    moderate: bool = False
    secret: bool = False
    validate: Callable[[Any], object] | None = None
    ui: Mapping[str, Any] | None = None
    name: str | None = None


def InputField(  # noqa: N802
    default: Any = MISSING,
    *,
    description: str | None = None,
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
    lt: float | None = None,
    multiple_of: float | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    choices: Sequence[str | int | float] | None = None,
    pattern: str | re.Pattern[str] | None = None,
    step: float | None = None,
    examples: Sequence[Any] | None = None,
    moderate: bool = False,
    secret: bool = False,
    validate: Callable[[Any], object] | None = None,
    ui: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> Any:
    """Declare a value that clients may send: an attribute of a ``State``, or a parameter of a command.

    It is written as the default (``speed: float = InputField(1, ge=0)``) or inside ``Annotated``, as for the items of
    a list: ``list[Annotated[float, InputField(ge=0)]]``. A plain default declares a field without further rules.

    ==========================  ===========================================================================
    ``default``                 the value at session start, and of an argument that is not sent
    ``description``             one sentence for client developers
    ``ge``, ``le``              bounds of numbers, inclusive
    ``gt``, ``lt``              bounds of numbers, exclusive
    ``multiple_of``             the number is a multiple of it
    ``min_length, max_length``  of a text in characters (code points), a list in items, a dict in keys
    ``choices``                 the only values; ``Literal`` and ``Enum`` types name theirs by themselves
    ``pattern``                 a text must match a part of it; anchor it (``^…$``) to match all. Give the field
                                a ``max_length`` too: longer texts are not searched
    ``step``                    step of a page's control; values between steps are accepted
    ``examples``                values worth trying; a page offers them
    ``moderate``                a mark for external moderation; the server moderates nothing
    ``secret``                  its value is never shown, quoted or reported
    ``validate``                called with the value; raises ``ValueError("must be …")`` to refuse it
    ``ui``                      hints for a page: ``component``, ``order``, ``group``, ``placeholder``
    ``name``                    on the wire, where it is not the Python name
    ==========================  ===========================================================================
    """
    return FieldOptions(
        default=default,
        description=description,
        ge=ge,
        le=le,
        gt=gt,
        lt=lt,
        multiple_of=multiple_of,
        min_length=min_length,
        max_length=max_length,
        choices=choices,
        pattern=re.compile(pattern) if isinstance(pattern, str) else pattern,
        step=step,
        examples=examples,
        moderate=moderate,
        secret=secret,
        validate=validate,
        ui=ui,
        name=name,
    )
