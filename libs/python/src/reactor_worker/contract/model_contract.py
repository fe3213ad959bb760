"""What a model's class declares, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..authoring.declarations import HookKind
from .field import Field
from .message_fields import MessageContract


@dataclass(frozen=True, eq=False)
class Track:
    """A track and where it is in the author's class."""

    name: str
    """On the wire."""
    attribute: str
    kind: Literal["video", "audio"]
    direction: Literal["in", "out"]
    sample_rate: int | None = None


@dataclass(frozen=True, eq=False)
class CommandContract:
    """A command: it sets an attribute of the state, or calls a method."""

    name: str
    """On the wire."""
    description: str | None
    fields: tuple[Field, ...]
    method: str | None
    """Absent: it sets the attribute of its one field."""
    client_parameter: str | None = None
    """The parameter that takes the caller."""
    dedupe: bool = False
    ui: Mapping[str, Any] | None = None
    reply: MessageContract | None = None

    @property
    def has_rules(self) -> bool:
        """Whether the worker checks more than the server does."""
        return any(field.has_rules for field in self.fields)

    @property
    def set_field(self) -> Field | None:
        """The field that it sets by its name: the one argument of ``set_<argument>``."""
        only = self.fields[0] if len(self.fields) == 1 else None
        return only if only is not None and self.name == f"set_{only.name}" else None


@dataclass(frozen=True, eq=False)
class ModelContract:
    """What a model's class declares, with everything of its author's that is code."""

    name: str
    """On the wire."""
    model_class: type[Any]
    description: str | None
    version: str | None
    fps: float | None
    buffer_size: int | None
    tracks: tuple[Track, ...]
    """Inputs first, then outputs, each in the order of declaration."""
    state_class: type[Any] | None
    state_fields: tuple[Field, ...]
    commands: Mapping[str, CommandContract]
    messages: Mapping[type[Any], MessageContract]
    hooks: Mapping[HookKind, str]
    """Names of methods by moment."""
