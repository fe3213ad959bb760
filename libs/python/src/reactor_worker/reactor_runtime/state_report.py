"""Tells the server which values of the state changed."""

from __future__ import annotations

import threading
from typing import Any

from ..worker.input_report import InputReport
from .state_fields import StateFields


class StateReport:
    """Compares the state of the running model with what was reported last, on any thread.

    What changed when a command's handler has just returned is that client's; what is found at other times is the
    model's own.
    """

    def __init__(self, report: InputReport, model: Any, state: StateFields) -> None:
        self._report = report
        self._model = model
        self._state = state
        self._lock = threading.Lock()

    def begin(self) -> None:
        """A session begins, with the defaults."""
        if self._state.defaults is not None:
            with self._lock:
                self._report.begin(self._state.live(self._model))

    def end(self) -> None:
        """It has ended."""
        with self._lock:
            self._report.end()

    def look(self, client_id: int | None = None) -> None:
        """Report what changed; ``client_id``: the handler of this client's command has just returned."""
        with self._lock:
            self._report.attribute(client_id)
