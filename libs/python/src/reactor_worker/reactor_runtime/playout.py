"""Takes what the model emits, at the speed at which it is shown."""

from __future__ import annotations

import time
from typing import Any

from ..worker.adaptive_rate import AdaptiveRate
from ..worker.context import ModelContext, NextShown, PlayedShape
from ..worker.output_stream import OutputStream
from .chunk_output import output_of
from .emissions import Emissions
from .installed import MediaChunk, MediaOps
from .state_report import StateReport

_SLOWEST_FPS = 0.1
_FASTEST_FPS = 240.0


class Playout:
    """The sink of the model's media. Its calls come from worker threads of the model's event loop."""

    def __init__(
        self, context: ModelContext, output: OutputStream, model: Any, emissions: Emissions, report: StateReport
    ) -> None:
        self.session = 0
        """Number of the session that began last, from 1."""
        self._context = context
        self._output = output
        self._model = model
        self._emissions = emissions
        self._report = report
        self._rate = AdaptiveRate()
        self._flushes = 0
        self._last = NextShown(0, 0)
        """Turn and frame that were numbered last."""
        self._since = time.monotonic()
        """When the model's work on its next emission began."""

    @property
    def operations(self) -> MediaOps:
        """What the model's ``output`` does beside emitting."""
        return MediaOps(flush=self._flush, set_rate=self._set_rate, set_depth=lambda _depth: None)

    def begin(self) -> None:
        """A session begins."""
        self.session += 1
        self._rate = AdaptiveRate()
        self._last = NextShown(0, 0)

    def next_shown(self) -> NextShown:
        """The turn and the frame that follow what has its numbers."""
        return NextShown(self._last.turn + 1, self._last.frame + 1)

    def take(self, chunk: MediaChunk) -> None:
        """Send a chunk; returns when the model may make the next one. Raises ``bad_frame`` or ``bad_audio``.

        It waits for room before it sends and for room after it, so that the model begins its next turn when that is
        due, with the newest commands. One that was emitted with ``drop`` waits for nothing.
        """
        worked = time.monotonic() - self._since
        self._report.look()
        try:
            if self._context.session_id is None:
                self._idle(chunk)
            elif chunk.session in (None, self.session):
                self._send(chunk, worked)
        finally:
            self._emissions.numbered()
            self._since = time.monotonic()

    def _idle(self, chunk: MediaChunk) -> None:
        """Between two sessions nobody sees it; a loop that emits all the same keeps its pace."""
        context = self._context
        due = time.monotonic() + 1 / self._fps(chunk)
        context.wait(lambda: context.stopping or context.session_id is not None, due)

    def _send(self, chunk: MediaChunk, worked: float) -> None:
        context, credits = self._context, self._context.credits
        before = self._boundaries()

        def is_over() -> bool:
            return context.stopping or context.ending or self._boundaries() != before

        if not chunk.wait and not credits.has_room and not context.stepped:
            self._output.dropped += chunk.n_frames
            return
        emission = context.build(output_of(chunk))
        self._last = NextShown(context.turns + 1, context.frames + len(emission.bundles))
        self._emissions.numbered()
        context.wait(lambda: is_over() or credits.has_room)
        if is_over():
            return
        measured = chunk.n_frames / chunk.fps if self._is_measured(chunk) else None
        context.turns += 1
        context.emit(
            emission,
            lambda shape: self._rate_of(chunk, shape),
            worked if measured is None else measured,
            measured,
            not chunk.wait,
        )
        context.turn_done()
        if chunk.wait or context.stepped:
            context.wait(lambda: is_over() or credits.has_room)
            context.wait(is_over, credits.ready_at or time.monotonic())

    def _boundaries(self) -> tuple[Any, ...]:
        """An emission that waits is released when one of these changes."""
        return self._context.session_id, self._context.absences, self._flushes

    def _is_measured(self, chunk: MediaChunk) -> bool:
        return bool(chunk.fps != float(self._model.fps))

    def _rate_of(self, chunk: MediaChunk, shape: PlayedShape) -> float:
        """As the class declares it or ``output.fps`` was set; else as the sound lasts, or as the work was measured."""
        if self._context.contract.fps is not None or (not self._is_measured(chunk) and "fps" in vars(self._model)):
            return self._fps(chunk)
        return self._output.rate_of(shape, lambda made: self._rate.measure(made.frames, made.frames / chunk.fps))

    def _fps(self, chunk: MediaChunk) -> float:
        return float(min(_FASTEST_FPS, max(_SLOWEST_FPS, chunk.fps)))

    def _set_rate(self, fps: float) -> None:
        self._context.report("playout", fps=fps)

    def _flush(self, _hold: bool) -> None:
        """Drop what is queued, and release an emission that waits. The last picture stays, whatever is asked for."""
        self._flushes += 1
        self._context.flush()
        self._context.thread.notify()
