"""What arrives, until somebody takes it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

from .errors import ClientError

T = TypeVar("T")


class Arrivals(Generic[T]):
    """A queue that drops its oldest when it is full, and ends with an error."""

    def __init__(self, capacity: int) -> None:
        self.received = 0
        """How many have arrived."""
        self.dropped = 0
        """How many of them nobody took in time."""
        self._waiting: deque[T] = deque(maxlen=capacity)
        self._changed = asyncio.Event()
        self._ended: ClientError | None = None

    def put(self, item: T) -> None:
        """Add one."""
        self.received += 1
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped += 1
        self._waiting.append(item)
        self._changed.set()

    def end(self, error: ClientError) -> None:
        """Nothing arrives any more: once the queue is empty, waits raise this."""
        self._ended = self._ended or error
        self._changed.set()

    async def next(self) -> T:
        """Wait for the oldest. Raises what the queue ended with."""
        while not self._waiting:
            if self._ended is not None:
                raise self._ended
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()
