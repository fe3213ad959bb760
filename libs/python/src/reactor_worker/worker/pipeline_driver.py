"""Runs a model that is a generator."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from ..authoring.idle import Idle
from ..authoring.model import Pipeline
from ..errors import InputClosed, ReactorError, describe_value
from .adaptive_rate import AdaptiveRate
from .context import ModelContext, one_line
from .model_thread import ModelThread
from .output_stream import OutputStream

_IDLE_SECONDS = 0.005
"""Before the next turn of a model that has nothing to show, or whose generator has finished."""

_FINISHED = object()
"""What a turn returns whose generator ended."""


class PipelineDriver:
    """One step of the generator is one turn, and what it yields is emitted.

    It runs while a session has a client. Each time this begins, a new generator is made; when it ends, the generator is
    closed between two turns, so that its ``finally`` runs. Before each turn it waits for room in the playout.
    """

    def __init__(self, model: Pipeline, context: ModelContext, output: OutputStream) -> None:
        self._model = model
        self._context = context
        self._thread: ModelThread = context.thread
        self._output = output
        self._rate = AdaptiveRate()
        self._begun = False
        self._failed = False
        self._warned_of_nothing = False
        self._generator: Iterator[Any] | AsyncIterator[Any] | None = None
        self._absences = 0
        """Of the generator: it is closed when the last client has left since."""
        self._yields = 0
        self._idle_until = 0.0

    def session_begun(self) -> None:
        """The state is new and the session-started hook has run."""
        self._begun = True
        self._failed = False
        self._warned_of_nothing = False
        self._rate = AdaptiveRate()

    def session_ending(self) -> None:
        """End the session's work. Between two turns."""
        self._close_generator()
        self._begun = False

    def run(self) -> None:
        """Run the model until the worker is to end. On the model's thread."""
        while not self._context.stopping:
            self._thread.run_waiting()
            if self._generator is not None and not self._is_open:
                self._close_generator()
            elif not self._can_begin:
                self._thread.wait(lambda: self._context.stopping or self._can_begin)
            elif self._generator is None:
                self._open_generator()
            elif self._wait_for_room():
                self._take_turn(self._generator)

    @property
    def _can_begin(self) -> bool:
        context = self._context
        return self._begun and not self._failed and not context.ending and context.connected

    @property
    def _is_open(self) -> bool:
        return self._can_begin and self._absences == self._context.absences

    def _wait_for_room(self) -> bool:
        """Returns whether a turn is to begin."""
        credits = self._context.credits

        def is_over() -> bool:
            return not self._is_open

        # Room may come before the turn is due, and the due time may move.
        self._thread.wait(lambda: is_over() or credits.has_room)
        begin = max(credits.ready_at or 0.0, self._idle_until)
        if begin > time.monotonic():
            self._thread.wait(is_over, begin)
        return not is_over() and credits.has_room

    def _open_generator(self) -> None:
        self._absences = self._context.absences
        self._yields = 0
        try:
            with self._context.turn():
                generator = self._model.inference()
            if not hasattr(generator, "__next__") and not hasattr(generator, "__anext__"):
                raise ReactorError(
                    "bad_declaration",
                    f"{type(self._model).__name__}.inference() returned {describe_value(generator)}; "
                    "make it a generator: yield once each turn",
                )
        except BaseException as error:
            self._fail(error)
            return
        self._generator = generator

    def _take_turn(self, generator: Iterator[Any] | AsyncIterator[Any]) -> None:
        self._context.turns += 1
        started = time.monotonic()
        try:
            with self._context.turn():
                value = self._next(generator)
                shown = value is not _FINISHED and value is not None and value is not Idle
                if shown:
                    worked = time.monotonic() - started - self._context.waited
                    self._context.emit(
                        value,
                        lambda shape: self._output.rate_of(
                            shape, lambda made: self._rate.measure(made.frames, made.pace_seconds)
                        ),
                        worked,
                        worked,
                    )
        except BaseException as error:
            # The end of its inputs ends a turn that waits for them.
            if isinstance(error, InputClosed) and not self._is_open:
                self._close_generator()
            else:
                self._fail(error)
            return
        self._context.turn_done()
        if not shown and not self._context.stepped:
            self._idle_until = time.monotonic() + _IDLE_SECONDS
        if value is not _FINISHED:
            self._yields += 1
            return
        self._generator = None
        if self._yields == 0 and self._is_open:
            self._warn_of_nothing()

    def _next(self, generator: Iterator[Any] | AsyncIterator[Any]) -> Any:
        if isinstance(generator, AsyncIterator):
            try:
                return self._thread.run(generator.__anext__())
            except StopAsyncIteration:
                return _FINISHED
        return next(generator, _FINISHED)

    def _fail(self, error: BaseException) -> None:
        self._failed = True
        self._close_generator(after=error)
        self._context.fail_session(error)

    def _close_generator(self, after: BaseException | None = None) -> None:
        generator, self._generator = self._generator, None
        if generator is None:
            return
        try:
            with self._context.turn():
                if hasattr(generator, "aclose"):
                    self._thread.run(generator.aclose())
                elif hasattr(generator, "close"):
                    generator.close()
        except BaseException as error:
            if after is None:
                self._failed = True
                self._context.fail_session(error)
            else:
                self._context.logger.error(
                    "cleaning up after the failure also failed: %s", one_line(error), exc_info=error
                )

    def _warn_of_nothing(self) -> None:
        """A generator that ends is started again; one that never yielded is probably a mistake. Once a session."""
        if self._warned_of_nothing:
            return
        self._warned_of_nothing = True
        self._context.logger.warning(
            "%s.inference() returned without a yield, so viewers see no picture and it is restarted repeatedly; "
            "add a loop, and yield Idle while there is nothing to show",
            type(self._model).__name__,
        )
