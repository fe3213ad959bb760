"""Which emissions of a model are on their way to the playout."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any


class Emission:
    """One call of the model's ``emit``."""

    def __init__(self) -> None:
        self.numbered = False


_CURRENT: ContextVar[Emission | None] = ContextVar("reactor_emission", default=None)
"""The emission of the running code; the worker thread that its media goes to has it too."""


class Emissions:
    """The emissions that the model has begun.

    A handler that runs while one has no numbers yet changes what follows it, so the first frame that shows its effect
    is known when it has.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Emission] = set()
        self._waiting_for_numbers: list[Callable[[], None]] = []
        self._waiting_for_end: list[Callable[[], None]] = []

    def begin(self) -> Emission:
        """The model emits. On its thread."""
        emission = Emission()
        _CURRENT.set(emission)
        with self._lock:
            self._running.add(emission)
        return emission

    def end(self, emission: Emission) -> None:
        """It has emitted. On its thread."""
        self._number(emission)
        ready: list[Callable[[], None]] = []
        with self._lock:
            self._running.discard(emission)
            if not self._running:
                ready, self._waiting_for_end = self._waiting_for_end, []
        for call in ready:
            call()

    def numbered(self) -> None:
        """The frames of the running code's emission have their numbers, or it will have none. On any thread."""
        emission = _CURRENT.get()
        if emission is not None:
            self._number(emission)

    def when_numbered(self, call: Callable[[], None]) -> None:
        """Call it now, or when every emission that has begun has its numbers."""
        with self._lock:
            if not self._all_numbered():
                self._waiting_for_numbers.append(call)
                return
        call()

    def when_none(self, call: Callable[[], None]) -> None:
        """Call it now, or when no emission runs any more."""
        with self._lock:
            if self._running:
                self._waiting_for_end.append(call)
                return
        call()

    def _number(self, emission: Emission) -> None:
        ready: list[Callable[[], None]] = []
        with self._lock:
            emission.numbered = True
            if self._all_numbered():
                ready, self._waiting_for_numbers = self._waiting_for_numbers, []
        for call in ready:
            call()

    def _all_numbered(self) -> bool:
        return all(emission.numbered for emission in self._running)


class CountedOutput:
    """A model's ``output``, which is all that its media goes through, with its emissions counted."""

    def __init__(self, output: Any, emissions: Emissions) -> None:
        self._output = output
        self._emissions = emissions

    async def emit(self, output: Any, **options: Any) -> None:
        """Emit, as the output itself does."""
        emission = self._emissions.begin()
        try:
            await self._output.emit(output, **options)
        finally:
            self._emissions.end(emission)

    @property
    def fps(self) -> float:
        """Frames a second of an emission that was not measured."""
        rate: float = self._output.fps
        return rate

    @fps.setter
    def fps(self, value: float) -> None:
        self._output.fps = value

    def __getattr__(self, name: str) -> Any:
        return getattr(self._output, name)
