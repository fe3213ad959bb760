"""Limits the time of checks that take too long."""

from __future__ import annotations

import time
from collections.abc import Callable

_SHARE = 0.25
"""Part of the thread's time that checks which run into their limit may take together."""

_LEAST = 0.025
"""Least limit of a check, in seconds: a valid one takes microseconds, and a busy machine may interrupt it."""


class RuleBudget:
    """Keeps checks that run into their limit from occupying the model's thread.

    Only they are counted: each takes its time from a budget that fills again with a quarter of the time that passes,
    and the next limit is what is left.
    """

    def __init__(self, full: float, now: Callable[[], float] = time.monotonic) -> None:
        """``full``: limit of a check where none ran into it before, in seconds."""
        self._full = full
        self._now = now
        self._left = full
        self._filled = now()

    @property
    def limit(self) -> float:
        """Limit of the next check, in seconds."""
        now = self._now()
        self._left = min(self._full, self._left + _SHARE * (now - self._filled))
        self._filled = now
        return max(self._left, min(_LEAST, self._full))

    def expired(self, seconds: float) -> None:
        """A check took this long and was stopped."""
        self._left = max(0.0, self._left - seconds)
