"""What clients send on one track, until the model takes it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, overload

from ..authoring.input_track import InputTrack, ReadMode
from ..errors import InputClosed, ReadTimeout
from .frame_interval import FrameInterval
from .model_thread import ModelThread

T = TypeVar("T")


class Waits(Protocol):
    """Waits of the model's code for the runtime, which do not count as its work."""

    def wait(self, ready: Callable[[], bool], deadline: float | None) -> bool: ...
    async def await_ready(self, ready: Callable[[], bool], deadline: float | None) -> bool: ...
    def input_wanted(self, track: str, frames: int) -> None: ...


class InputBuffer(InputTrack[T]):
    """The runtime's side of an input: another thread adds, the model takes.

    Bounded in frames and in bytes. A reader that waits for more frames than the bytes allow still gets them: the
    number it asked for is kept, up to the capacity.
    """

    def __init__(
        self,
        name: str,
        thread: ModelThread,
        waits: Waits,
        size_of: Callable[[T], int],
        capacity: int,
        max_bytes: int,
        on_taken: Callable[[Sequence[T]], None],
    ) -> None:
        self.name = name
        self.capacity = capacity
        self._thread = thread
        self._waits = waits
        self._size_of = size_of
        self._max_bytes = max_bytes
        self._on_taken = on_taken
        self._frames: deque[T] = deque()
        self._bytes = 0
        self._closed = True
        self._closings = 0
        self._wanted = 1
        self._received = 0
        self._overtaken = 0
        self._unread = 0
        self._interval = FrameInterval()

    @property
    def available(self) -> int:
        return len(self._frames)

    @property
    def total_received(self) -> int:
        return self._received

    @property
    def total_dropped(self) -> int:
        return self._overtaken + self._unread

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def frame_seconds(self) -> float:
        """The usual time between two frames; 0 while unknown."""
        return self._interval.seconds

    @property
    def drops(self) -> list[dict[str, Any]]:
        """Frames that no read will return, by cause, since the start."""
        return [
            {"track": self.name, "cause": "queue_full", "frames": self._overtaken},
            {"track": self.name, "cause": "closed", "frames": self._unread},
        ]

    @overload
    def read(self, *, mode: ReadMode = "latest", timeout: float | None = None) -> T: ...
    @overload
    def read(self, count: int, *, mode: ReadMode = "latest", timeout: float | None = None) -> list[T]: ...
    def read(self, count: int | None = None, *, mode: ReadMode = "latest", timeout: float | None = None) -> T | list[T]:
        number = self._check(count, mode)
        is_over, is_ready, deadline = self._reading(number, timeout)
        # By the time the turn goes on, a handler may have taken the frames.
        while True:
            self._tell_wanted(number)
            in_time = self._waits.wait(is_ready, deadline)
            taken = self._finish(number, mode, is_over, in_time, timeout)
            if taken is not None:
                return taken if count is not None else taken[0]

    @overload
    async def aread(self, *, mode: ReadMode = "latest", timeout: float | None = None) -> T: ...
    @overload
    async def aread(self, count: int, *, mode: ReadMode = "latest", timeout: float | None = None) -> list[T]: ...
    async def aread(
        self, count: int | None = None, *, mode: ReadMode = "latest", timeout: float | None = None
    ) -> T | list[T]:
        number = self._check(count, mode)
        is_over, is_ready, deadline = self._reading(number, timeout)
        while True:
            self._tell_wanted(number)
            in_time = await self._waits.await_ready(is_ready, deadline)
            taken = self._finish(number, mode, is_over, in_time, timeout)
            if taken is not None:
                return taken if count is not None else taken[0]

    @overload
    def try_read(self, *, mode: ReadMode = "latest") -> T | None: ...
    @overload
    def try_read(self, count: int, *, mode: ReadMode = "latest") -> list[T] | None: ...
    def try_read(self, count: int | None = None, *, mode: ReadMode = "latest") -> T | list[T] | None:
        number = self._check(count, mode)
        with self._thread.lock:
            if len(self._frames) < number:
                return None
            taken = self._take(number, mode)
        return taken if count is not None else taken[0]

    def drain(self) -> list[T]:
        with self._thread.lock:
            taken = list(self._frames)
            self.clear()
            self._on_taken(taken)
        return taken

    def clear(self) -> None:
        with self._thread.lock:
            self._frames.clear()
            self._bytes = 0

    def push(self, frame: T) -> None:
        """Add a frame of a client. On any thread."""
        with self._thread.lock:
            self._received += 1
            self._interval.frame(time.monotonic())
            if self._closed:
                self._unread += 1
                return
            self._frames.append(frame)
            self._bytes += self._size_of(frame)
            self._make_room()
            self._thread.notify()

    def close(self) -> None:
        """Drop the buffered frames, counted, and end every read that waits. Later ones are dropped until ``reopen``."""
        with self._thread.lock:
            self._closed = True
            self._closings += 1
            self._unread += len(self._frames)
            self.clear()
            self._thread.notify()

    def reopen(self) -> None:
        """Open it, empty; an open one keeps its frames."""
        with self._thread.lock:
            if self._closed:
                self._interval.reset()
            self._closed = False

    def _reading(
        self, number: int, timeout: float | None
    ) -> tuple[Callable[[], bool], Callable[[], bool], float | None]:
        before = self._closings
        self._wanted = max(self._wanted, number)

        def is_over() -> bool:
            return self._closed or self._closings != before

        def is_ready() -> bool:
            return is_over() or len(self._frames) >= number

        return is_over, is_ready, None if timeout is None else time.monotonic() + timeout

    def _tell_wanted(self, number: int) -> None:
        missing = number - len(self._frames)
        if missing > 0:
            self._waits.input_wanted(self.name, missing)

    def _finish(
        self, number: int, mode: ReadMode, is_over: Callable[[], bool], in_time: bool, timeout: float | None
    ) -> list[T] | None:
        with self._thread.lock:
            if is_over():
                self._wanted = 1
                raise InputClosed(self.name)
            if len(self._frames) >= number:
                self._wanted = 1
                return self._take(number, mode)
        if in_time:
            return None
        self._wanted = 1
        raise ReadTimeout(self.name, number, timeout or 0)

    def _take(self, count: int, mode: ReadMode) -> list[T]:
        if mode == "fifo":
            taken = [self._frames.popleft() for _ in range(count)]
            self._bytes -= sum(self._size_of(frame) for frame in taken)
        else:
            taken = list(self._frames)[-count:]
            self.clear()
        self._on_taken(taken)
        return taken

    def _make_room(self) -> None:
        while len(self._frames) > self.capacity or (self._bytes > self._max_bytes and len(self._frames) > self._wanted):
            self._bytes -= self._size_of(self._frames.popleft())
            self._overtaken += 1

    def _check(self, count: int | None, mode: str) -> int:
        if mode not in ("latest", "fifo"):
            raise ValueError(f"mode is 'latest' or 'fifo' (got {mode!r})")
        number = 1 if count is None else count
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= self.capacity:
            raise ValueError(f"requested {number!r} frames; a read takes a whole number from 1 to {self.capacity}")
        return number
