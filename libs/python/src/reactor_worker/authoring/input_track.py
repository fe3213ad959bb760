"""``InputTrack``: what clients send, as a model reads it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, Literal, TypeVar, overload

T = TypeVar("T")

ReadMode = Literal["latest", "fifo"]
"""``latest`` takes the newest frames and drops the rest; ``fifo`` takes the oldest and keeps the rest."""


class InputTrack(ABC, Generic[T]):
    """One track that clients send: pictures as they arrive, sound in blocks of about 10 ms.

    It is open while a client is in the session. When the last one leaves or the session ends it closes, and so does
    every read that waits; it opens again, empty, when the next client joins. Only one client publishes a track at a
    time.
    """

    name: str
    """On the wire."""

    capacity: int
    """Frames that are buffered at most; then the oldest is dropped for the newest, earlier where frames are large."""

    @property
    @abstractmethod
    def available(self) -> int:
        """Frames that can be read now."""

    @property
    @abstractmethod
    def total_received(self) -> int:
        """Frames that arrived since the worker started."""

    @property
    @abstractmethod
    def total_dropped(self) -> int:
        """Of those, the ones that were dropped for newer ones or because the track was closed."""

    @property
    @abstractmethod
    def closed(self) -> bool:
        """Whether nobody can send on it."""

    @overload
    def read(self, *, mode: ReadMode = "latest", timeout: float | None = None) -> T: ...
    @overload
    def read(self, count: int, *, mode: ReadMode = "latest", timeout: float | None = None) -> list[T]: ...
    @abstractmethod
    def read(self, count: int | None = None, *, mode: ReadMode = "latest", timeout: float | None = None) -> T | list[T]:
        """Wait for one frame, or for exactly ``count``, oldest first. Commands and hooks run meanwhile.

        ``timeout`` in seconds. Raises ``InputClosed``, ``ReadTimeout``, and ``ValueError`` for a count below 1 or above
        the capacity. In ``async`` code use ``await track.aread(…)``.
        """

    @overload
    async def aread(self, *, mode: ReadMode = "latest", timeout: float | None = None) -> T: ...
    @overload
    async def aread(
        self,
        count: int,
        *,
        mode: ReadMode = "latest",
        timeout: float | None = None,
    ) -> list[T]: ...
    @abstractmethod
    async def aread(
        self,
        count: int | None = None,
        *,
        mode: ReadMode = "latest",
        timeout: float | None = None,
    ) -> T | list[T]:
        """Do the same in ``async`` code."""

    @overload
    def try_read(self, *, mode: ReadMode = "latest") -> T | None: ...
    @overload
    def try_read(self, count: int, *, mode: ReadMode = "latest") -> list[T] | None: ...
    @abstractmethod
    def try_read(self, count: int | None = None, *, mode: ReadMode = "latest") -> T | list[T] | None:
        """Do the same without waiting; None where fewer are buffered."""

    @abstractmethod
    def drain(self) -> list[T]:
        """All buffered frames, oldest first, without waiting: right for sound, of which nothing is dropped."""

    @abstractmethod
    def clear(self) -> None:
        """Drop the buffered frames."""
