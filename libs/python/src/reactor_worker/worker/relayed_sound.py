"""Sound that a model passes on, told from sound that it makes."""

from __future__ import annotations

_CARRIED = 0.04
"""Sound that a model may still hold back and emit with a later one, in seconds: a filter may work in blocks."""

_OWED = 1.0
"""Sound made beyond what was read that is remembered, in seconds."""


class RelayedSound:
    """Sound from a client already arrived in real time, so its frames need not last as long as it does.

    If they did, a turn that is late once would read more sound, emit a longer frame, and be as late the next time.
    Sound that a model makes has no clock but its own length. A model that emits more than it reads for long counts as
    one that makes sound, also while it reads.
    """

    def __init__(self) -> None:
        self._balance = 0.0

    def covers(self, read: float, emitted: float) -> bool:
        """Whether an emission of so many seconds only passes on what was read since the last one."""
        balance = self._balance + read - emitted
        self._balance = max(-_OWED, min(_CARRIED, balance))
        return read > 0 and balance >= 0
