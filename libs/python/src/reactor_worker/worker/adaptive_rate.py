"""The rate at which the output of a model is played that declares none."""

from __future__ import annotations

_SLOWEST_FPS = 1.0
_FASTEST_FPS = 60.0

_FIRST_FPS = 30.0
"""The first turn counts as at least this fast: it may have compiled or loaded something."""

_SMOOTHING = 0.3
"""Weight of the newest measurement; the rest is history."""

_OUTLIER = 3
"""A turn longer than this many usual ones counts as this many."""


def bounded_rate(frames: float, seconds: float) -> float:
    """Frames a second that follow from the time it took to make them, never outside 1 to 60."""
    return min(_FASTEST_FPS, max(_SLOWEST_FPS, frames / seconds if seconds > 0 else _FASTEST_FPS))


class AdaptiveRate:
    """Frames over the time that the model worked on them, smoothed.

    A rate that is too high does little harm, since missing frames cannot be played; one that is too low delays frames
    that are ready. So a slow first turn is not trusted, a single slow one counts little, and the rate follows a faster
    model within two turns.
    """

    def __init__(self) -> None:
        self._turns = 0
        self._per_frame = 0.0

    def measure(self, frames: int, seconds: float) -> float:
        """Return frames a second for an emission that took so long to make."""
        measured = seconds / max(1, frames)
        self._turns += 1
        if self._turns == 1:
            # It is not part of the history: the second turn starts that.
            return max(_FIRST_FPS, bounded_rate(1, measured))
        if self._turns == 2:
            self._per_frame = measured
        else:
            believed = min(measured, _OUTLIER * max(self._per_frame, 1 / _FASTEST_FPS))
            smoothed = self._per_frame + _SMOOTHING * (believed - self._per_frame)
            self._per_frame = min(smoothed, _OUTLIER * max(measured, 1 / _FASTEST_FPS))
        return bounded_rate(1, self._per_frame)
