"""The file in which pictures cross to the server."""

from __future__ import annotations

import os
from heapq import heappop, heappush


class SlotFile:
    """Numbered places for one picture each, in a file that the server reads.

    A slot is the worker's while it is written, and the server's from its ``media`` message until its ``shown``. The
    lowest free number is taken first, which keeps the file small. Not safe for use by several threads at once.
    """

    def __init__(self, descriptor: int, stride: int, count: int) -> None:
        self._descriptor = descriptor
        self.stride = stride
        self._count = count
        self._free: list[int] = []
        self._lent: set[int] = set()
        self._next = 0

    @property
    def used(self) -> int:
        """Slots that were in use at one time at most."""
        return self._next

    @property
    def free(self) -> int:
        """Slots that were used before and are free."""
        return len(self._free)

    @property
    def lent(self) -> int:
        """Slots that the server has."""
        return len(self._lent)

    def take(self) -> int:
        """Return the lowest free number."""
        if self._free:
            slot = heappop(self._free)
        else:
            slot = self._next
            self._next += 1
        self._lent.add(slot)
        return slot

    def give(self, slot: int) -> None:
        """Take a number back; one that is not lent is ignored."""
        if slot in self._lent:
            self._lent.remove(slot)
            heappush(self._free, slot)

    def write(self, slot: int, picture: memoryview) -> bool:
        """Write a picture into its slot.

        Returns False where it finds no room there, as in a small ``/dev/shm``, or where the system has no positioned
        writes: such a picture is sent in the message.
        """
        if slot >= self._count or len(picture) > self.stride or not hasattr(os, "pwrite"):
            return False
        written = 0
        try:
            while written < len(picture):
                written += os.pwrite(self._descriptor, picture[written:], slot * self.stride + written)
        except OSError:
            return False
        return True
