"""How many bundles a model may still emit."""

from __future__ import annotations

import time


class FrameCredits:
    """The server grants one for each bundle that left its queue; a batch may overdraw, and the next turn waits.

    Callers hold the lock of the model's thread.
    """

    def __init__(self, depth: int) -> None:
        """``depth``: bundles that may be in transit at once."""
        self._depth = depth
        self.reset()

    @property
    def has_room(self) -> bool:
        """Whether a bundle may be emitted."""
        return self._credits > 0

    @property
    def ready_at(self) -> float | None:
        """When the next turn is to begin, in monotonic seconds; None while there is no room.

        Room that was there already is used at once: the playout waits for it.
        """
        return self._ready_at if self.has_room else None

    def reset(self) -> None:
        """Begin anew, as at the start of a session."""
        self._credits = self._depth
        self._allowed = self._depth
        self._wait = 0.0
        self._ready_at = 0.0

    def spend(self, bundles: int) -> None:
        """Take the bundles of an emission."""
        self._credits -= bundles

    def turn_done(self) -> None:
        """A turn is over, whatever it emitted."""

    def allow(self, bundles: int, wait: float) -> None:
        """Allow so many in transit from now on, or the depth where that is more.

        ``wait``: seconds after room was made at which it is to be used. A depth that is more than needed is used at
        once.
        """
        allowed = max(self._depth, bundles)
        self._wait = 0.0 if allowed > bundles else wait
        self._credits += allowed - self._allowed
        self._allowed = allowed
        if self.has_room:
            self._ready_at = 0.0

    def grant(self, bundles: int) -> None:
        """Add what the server grants."""
        had_room = self.has_room
        # More than allowed would be credit for bundles that were never emitted: a grant of the session before.
        self._credits = min(self._allowed, self._credits + bundles)
        if self.has_room and not had_room:
            self._ready_at = time.monotonic() + self._wait
