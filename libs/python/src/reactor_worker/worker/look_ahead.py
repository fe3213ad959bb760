"""When to begin the next turn."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

_MARGIN = 1.25
"""How much longer than the slowest recent turn the next one may take without a gap."""

_FADING = 0.9
"""Decay of a slow turn's weight with each later one."""

_DELIVERY = 0.005
"""For timers and for the way to the playout, in seconds."""

_SHORTEST_WAIT = 0.002
"""A wait that is not worth a timer, in seconds."""


class NextTurn(NamedTuple):
    """When the next turn begins."""

    ahead: int
    """Bundles that may be in transit at once, or the model's own depth where that is more."""
    wait: float
    """Seconds after there is room for another one."""


class LookAhead:
    """Early enough that its frames are ready when the last of those before is shown, and no earlier.

    The later a turn begins, the sooner a command before it shows, and the fresher is its picture.
    """

    def __init__(self) -> None:
        self._slowest = 0.0

    def measure(self, bundles: int, turn: float, per_second: float) -> NextTurn:
        """Tell it of a turn that took so many seconds, the conversion of its frames included."""
        self._slowest = max(turn, self._slowest * _FADING)
        needed = _MARGIN * self._slowest
        ahead = min(bundles + 1, max(1, ceil(needed * per_second)))
        # There is room when a bundle is shown; those that are still queued last until the new one is due.
        wait = ahead / per_second - needed - _DELIVERY
        return NextTurn(ahead, 0.0 if wait < _SHORTEST_WAIT else wait)
