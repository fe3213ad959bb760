"""Credit of a stepped session."""

from __future__ import annotations

from .frame_credits import FrameCredits


class StepCredits(FrameCredits):
    """One credit is one turn, whatever it emits; a session begins without any, and nothing is made ahead.

    Callers hold the lock of the model's thread.
    """

    def __init__(self) -> None:
        super().__init__(0)

    def spend(self, bundles: int) -> None:
        """Bundles cost nothing."""

    def allow(self, bundles: int, wait: float) -> None:
        """Nothing is made ahead of its credit."""

    def grant(self, turns: int) -> None:
        """Add turns."""
        self._credits += turns

    def turn_done(self) -> None:
        """A turn is over."""
        self._credits -= 1
