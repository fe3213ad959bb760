"""``Pipeline`` and ``Loop``: the base classes of models."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import ReactorError
from .client import Client
from .message import Message


class OutputControl(Protocol):
    """Controls the playout of a model's output."""

    fps: float
    """Frames a second. Setting it applies to queued frames too, and fixes the rate until it is set again."""

    @property
    def dropped(self) -> int:
        """Outputs emitted with ``drop`` that were dropped because the queue was full, since the worker started."""

    def flush(self) -> None:
        """Drop what was emitted and is not shown yet; viewers keep their last picture and hear silence."""


class Presence(Protocol):
    """Whether the session has a client; between sessions there is none."""

    def __bool__(self) -> bool: ...

    def wait(self) -> None:
        """Wait for a client. Raises ``ShuttingDown``."""

    async def await_client(self) -> None:
        """Do the same in ``async`` code."""


class Runtime(Protocol):
    """What the worker provides to a model. Not for authors."""

    @property
    def state(self) -> Any: ...
    @property
    def clients(self) -> tuple[Client, ...]: ...
    @property
    def output(self) -> OutputControl: ...
    @property
    def presence(self) -> Presence: ...
    @property
    def stopping(self) -> bool: ...
    @property
    def device_id(self) -> int | None: ...
    def send(self, message: Message) -> None: ...
    def emit(self, output: Any, compute_seconds: float | None, drop: bool) -> None: ...
    async def aemit(self, output: Any, compute_seconds: float | None, drop: bool) -> None: ...


class ModelBase:
    """What every model has. Extend ``Pipeline`` or ``Loop``."""

    _runtime: Runtime | None = None

    @property
    def logger(self) -> logging.Logger:
        """Writes to the server's log, under the name of the class."""
        return logging.getLogger(type(self).__name__)

    if not TYPE_CHECKING:

        @property
        def state(self) -> Any:
            """What clients have set so far; in ``load`` every field has its default.

            Declare its class by annotation: ``state: SunnyState``. In a pipeline it changes only between two turns;
            between sessions there is none. Raises ``model_failed`` then.
            """
            return self._lent().state

    @property
    def clients(self) -> tuple[Client, ...]:
        """Who is in the session, in the order they joined."""
        return self._lent().clients

    @property
    def output(self) -> OutputControl:
        """Controls the playout of the model's output."""
        return self._lent().output

    @property
    def device_id(self) -> int | None:
        """The number of the GPU that this instance of the model has, from ``inference.deviceIds``; None: whichever."""
        return self._lent().device_id

    def send(self, message: Message) -> None:
        """Send to everybody in the session.

        A message that cannot be sent is logged and dropped: one bad value must not end a session.
        """
        self._lent().send(message)

    def load(self, config: Path | None) -> Awaitable[None] | None:
        """Run once, before the model is available: load weights and warm up. ``config`` is the file of the options."""

    def _lent(self) -> Runtime:
        if self._runtime is None:
            raise ReactorError(
                "model_failed",
                f"{type(self).__name__} is not running in a worker yet; state, clients, tracks and output are not "
                "available in __init__, use them in load(), inference() or run()",
            )
        return self._runtime


class Pipeline(ModelBase, ABC):
    """A model written as a generator: each ``yield`` is one turn.

    A turn starts when there is room for its output, so ``yield`` waits while the frame cannot be queued. Commands and
    hooks run between turns, never during one. A generator that returns is started again; one that raises ends the
    session, and the next session starts it again. It runs while a session has a client.
    """

    @abstractmethod
    def inference(self) -> Iterator[Any] | AsyncIterator[Any]:
        """Yield what each turn shows.

        One picture (an array, a tensor, an image or a ``Frame``), a batch (a list of them, or an array with one more
        dimension), a dict with values by the names of the tracks, ``Idle``, or None. A picture alone is that of the
        only video output, sound alone that of the only audio output. Batches of one turn have the same length; a
        picture that is no batch is shown in each of their frames, and sound is divided among them.
        """


class Loop(ModelBase, ABC):
    """A model that runs its own loop and emits at any time.

    Commands and hooks run one at a time whenever the loop waits in ``emit``, ``read`` or ``connected.wait()``; in an
    ``async def run`` at every ``await``. So a value of the state may change across them. Between sessions ``state`` has
    its defaults: a loop may run past the end of one.
    """

    @abstractmethod
    def run(self) -> Awaitable[None] | None:
        """Loop from the end of ``load`` while the worker runs, over all sessions.

        When it returns or raises, the session ends with an error and the worker is started again. At shutdown its waits
        raise ``ShuttingDown``, and an ``async def run`` is cancelled.
        """

    @property
    def connected(self) -> Presence:
        """Whether a session has a client."""
        return self._lent().presence

    @property
    def stopping(self) -> bool:
        """Whether the worker is to end: for what the loop waits for by itself."""
        return self._lent().stopping

    def emit(self, output: Any, *, compute_seconds: float | None = None, drop: bool = False) -> None:
        """Queue what ``inference`` of a pipeline would yield; returns when there is room for the next.

        ``compute_seconds``: how long it took to make; its frames are played at the rate that follows, 1 to 60 a second.
        ``drop``: drop the output where there is no room, instead of waiting; counted in ``output.dropped``.

        Outside of a session nothing is shown, and the call takes the time of one frame. Raises ``bad_frame`` or
        ``bad_audio`` for what does not fit the tracks, and ``ShuttingDown``.
        """
        self._lent().emit(output, compute_seconds, drop)

    async def aemit(self, output: Any, *, compute_seconds: float | None = None, drop: bool = False) -> None:
        """Do the same in ``async`` code."""
        await self._lent().aemit(output, compute_seconds, drop)
