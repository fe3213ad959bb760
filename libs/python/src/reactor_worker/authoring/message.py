"""``Message``: what a model sends to clients."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .input_field import MISSING

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_options: Any) -> Callable[[T], T]:
        """Tell type checkers that a class is a dataclass; ``typing`` has it from Python 3.11 on."""
        return lambda cls: cls


@dataclasses.dataclass(frozen=True)
class MessageFieldOptions:
    """What ``MessageField`` was given; see there."""

    description: str | None = None
    name: str | None = None
    choices: Sequence[str | int | float] | None = None


def MessageField(  # noqa: N802
    *,
    default: Any = MISSING,
    description: str | None = None,
    choices: Sequence[str | int | float] | None = None,
    name: str | None = None,
) -> Any:
    """Describe one value of a message, or of a dataclass inside one; a plain default needs no ``MessageField``.

    ``default`` is sent where none is given, and copied. ``choices`` are the only values. ``name`` is that on the wire.
    """
    metadata = {"reactor": MessageFieldOptions(description, name, choices)}
    if isinstance(default, (list, dict)):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    if default is MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(kw_only_default=True, field_specifiers=(MessageField, dataclasses.field))
class Message:
    """A message from a model to its clients: the reply to a command, or a notification.

    ::

        class ChunkDone(Message):
            \"\"\"A chunk of the film is made.\"\"\"

            chunk_index: int
            warnings: list[str] = MessageField(default=[], description="What to know about it.")

        self.send(ChunkDone(chunk_index=3))

    Each subclass is a dataclass that takes its values by keyword. Its name on the wire is that of the class in
    snake_case, or ``wire_name``; its docstring becomes part of the schema. List every message that is no reply in
    ``@model(messages=[…])``.

    Types: those of a ``State`` but ``UploadedFile``, and ``Any`` for all that JSON can represent.
    """

    wire_name: ClassVar[str | None] = None
    wire_description: ClassVar[str | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # The dataclass would put its signature in place of a missing docstring.
        cls.wire_description = cls.__doc__
        for name, value in list(vars(cls).items()):
            if isinstance(value, (list, dict)) and name in inspect.get_annotations(cls):
                setattr(cls, name, MessageField(default=value))
        dataclasses.dataclass(kw_only=True)(cls)
