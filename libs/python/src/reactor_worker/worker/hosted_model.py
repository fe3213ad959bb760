"""What a worker needs of the model that it hosts, whichever package the model's class was written for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..channel.channel import Channel
from ..channel.messages import Limits, Message
from ..channel.slot_file import SlotFile
from .model_thread import ModelThread


@dataclass(frozen=True)
class Start:
    """What is known when a model is to be loaded."""

    name: str
    """Of the model on the wire."""
    model_class: Any
    """What the entry names: not checked."""
    config: Path | None
    channel: Channel
    slots: SlotFile
    limits: Limits
    device_id: int | None
    """Number of the GPU that this instance is to use."""
    thread: ModelThread


class HostedModel(Protocol):
    """A loaded model."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The model as plain data."""

    @property
    def session_id(self) -> str | None:
        """The running session."""

    def stats(self) -> dict[str, Any]:
        """The counters of a ``stats`` message. On any thread."""

    def handle(self, message: Message) -> None:
        """Take a message of the server. With the lock of the model's thread held; never waits."""

    def run(self) -> None:
        """Run the model until the worker is to end, and its cleanup is done. On the main thread."""


LoadModel = Callable[[Start], HostedModel]
"""Loads a model, on the main thread. What it raises is the reason why the model could not be loaded."""
