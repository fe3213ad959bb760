"""The runtime's side of a model's ``output``: its rate, and the emissions of a loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from ..errors import ShuttingDown
from .adaptive_rate import bounded_rate
from .context import ModelContext, PlayedShape

_DEFAULT_FPS = 30.0
"""Of a loop that neither declares a rate nor reports its computing time."""

_FASTEST_FPS = 240.0
"""Most frames a second derived from the length of a sound: the most that can be declared."""

_AHEAD_SECONDS = 0.1
"""Sound that may be sent ahead of its time: half of the server's default buffer."""


class OutputStream:
    """Implements ``OutputControl``, and ``emit`` of a ``Loop``."""

    def __init__(self, context: ModelContext) -> None:
        self.dropped = 0
        self._context = context
        self._pinned = context.contract.fps
        self._played = self._pinned or _DEFAULT_FPS
        self._since = time.monotonic()
        """When the loop's work on its next emission began."""

    @property
    def fps(self) -> float:
        return self._played

    @fps.setter
    def fps(self, value: float) -> None:
        if isinstance(value, bool) or not (value > 0 and math.isfinite(value)):
            raise ValueError(f"fps must be above 0 (got {value!r})")
        self._pinned = self._played = value
        self._context.report("playout", fps=value)

    def flush(self) -> None:
        self._context.flush()

    def rate_of(self, shape: PlayedShape, measure: Callable[[PlayedShape], float]) -> float:
        """Frames a second at which an emission is played.

        As declared or set; else, where the model made sound, so that its frames last as long as their sound; else as
        measured. Sound that was only passed on is sent as soon as it is available.
        """
        measured = measure(shape)
        if self._pinned is not None:
            self._played = self._pinned
        elif shape.sound_seconds == 0:
            self._played = measured
        else:
            needed = max(shape.frames / measured, shape.sound_seconds - _AHEAD_SECONDS)
            lasts = min(shape.sound_seconds, needed) if shape.relayed else shape.sound_seconds
            self._played = min(_FASTEST_FPS, shape.frames / lasts)
        return self._played

    def emit(self, output: Any, compute_seconds: float | None, drop: bool) -> None:
        """The ``emit`` of a loop."""
        for ready, deadline in self._emitting(output, compute_seconds, drop):
            self._context.wait(ready, deadline)

    async def aemit(self, output: Any, compute_seconds: float | None, drop: bool) -> None:
        """The ``aemit`` of a loop."""
        for ready, deadline in self._emitting(output, compute_seconds, drop):
            await self._context.await_ready(ready, deadline)

    def loop_begins(self) -> None:
        """The work on the first emission begins."""
        self._since = time.monotonic()
        self._context.waited = 0.0

    def _emitting(
        self, output: Any, compute_seconds: float | None, drop: bool
    ) -> Iterator[tuple[Callable[[], bool], float | None]]:
        """Emit; yields what must be waited for, and until when."""
        context, credits = self._context, self._context.credits
        if compute_seconds is not None and not compute_seconds >= 0:
            raise ValueError(f"compute_seconds must be 0 or more (got {compute_seconds!r})")
        worked = time.monotonic() - self._since - context.waited
        session = context.session_id

        def is_over() -> bool:
            return context.stopping or context.session_id != session or context.ending

        if session is None:
            yield lambda: context.stopping, time.monotonic() + 1 / self._played
        elif drop and not credits.has_room and not context.stepped:
            self.dropped += 1
            yield _now, None
        else:
            yield lambda: is_over() or credits.has_room, None
            if not is_over():
                context.turns += 1
                context.emit(
                    output,
                    lambda shape: self._loop_rate(shape, compute_seconds),
                    worked if compute_seconds is None else compute_seconds,
                    compute_seconds,
                    drop,
                )
                context.turn_done()
                yield (_now if drop and not context.stepped else lambda: is_over() or credits.has_room), None
                yield is_over, credits.ready_at or time.monotonic()
        if context.stopping:
            raise ShuttingDown
        self.loop_begins()

    def _loop_rate(self, shape: PlayedShape, compute_seconds: float | None) -> float:
        if compute_seconds is None:
            return self.rate_of(shape, lambda _shape: _DEFAULT_FPS)
        self._played = bounded_rate(shape.frames, compute_seconds)
        return self._played


def _now() -> bool:
    return True
