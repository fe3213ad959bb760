"""The usual time between two frames of an input."""

from __future__ import annotations

from collections import deque

_GAPS = 9
"""Enough to ignore one outlier, few enough to follow a new rate within half a second."""


class FrameInterval:
    """The median of the last intervals. A pause of the sender, or a burst after a stall, does not change it."""

    def __init__(self) -> None:
        self._gaps: deque[float] = deque(maxlen=_GAPS)
        self._last: float | None = None

    def frame(self, now: float) -> None:
        """A frame arrived, at this monotonic second."""
        if self._last is not None:
            self._gaps.append(now - self._last)
        self._last = now

    def reset(self) -> None:
        """The next frame does not continue the last."""
        self._last = None

    @property
    def seconds(self) -> float:
        """0 while unknown."""
        gaps = sorted(self._gaps)
        return gaps[len(gaps) // 2] if gaps else 0.0
