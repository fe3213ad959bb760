"""One value that a client may send."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Literal

from ..authoring.input_field import FieldOptions

Kind = Literal["string", "integer", "number", "boolean", "file", "array", "record", "object", "mixed", "any"]
"""``object`` is a dataclass; ``mixed`` one of choices of several types; ``any`` a value whose
type is not looked at."""


@dataclass(frozen=True, eq=False)
class Field:
    """One value, alone or inside another."""

    name: str
    """On the wire."""
    attribute: str
    """In the author's class, or the parameter's name."""
    kind: Kind
    options: FieldOptions
    nullable: bool
    required: bool
    """A command without it is refused: it has no default and does not allow None."""
    fallback: Any
    """Its value in JSON when it is not sent, complete inside."""
    choices: tuple[str | int | float, ...] | None = None
    enum: type[enum.Enum] | None = None
    """The class of the model's value, where the choices are the values of its members."""
    examples: tuple[Any, ...] = ()
    """Values worth trying, in JSON."""
    items: Field | None = None
    """Of an array or a record."""
    owner: type[Any] | None = None
    """The dataclass of an object."""
    fields: tuple[Field, ...] = ()
    """Those of an object."""

    @property
    def has_rules(self) -> bool:
        """Whether the worker checks more than the server does, here or inside."""
        options = self.options
        own = (options.pattern, options.gt, options.lt, options.multiple_of, options.validate)
        return (
            any(rule is not None for rule in own)
            or (self.items is not None and self.items.has_rules)
            or any(inner.has_rules for inner in self.fields)
        )
