"""The worker's end of its connection to the server."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .framing import Bytes, frame_message, read_message

Lost = Callable[[str], None]


class ServerEnded(Exception):
    """The server closed the connection, as it does when it ends."""


class Channel:
    """Messages over one descriptor. Any thread may post; one thread reads.

    A process that the model forks, as for the workers of a data loader, has none: what it posts is dropped.
    """

    def __init__(self, descriptor: int, lost: Lost) -> None:
        """``lost`` is called, on any thread, when the server has ended; it ends the process."""
        self._descriptor = descriptor
        self._lost = lost
        self._writing = threading.Lock()
        os.set_blocking(descriptor, True)
        # A process that the model starts must not keep the connection open.
        os.set_inheritable(descriptor, False)
        self.forked = False
        """This is a process that the model forked: it has no connection."""
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._leave)

    def post(self, message: Mapping[str, Any], parts: Sequence[Bytes] | None = None) -> None:
        """Send a message; returns when the system has taken it.

        Raises ``unencodable`` for one that is too large, and ``TypeError`` or ``ValueError`` for one that JSON cannot
        represent. Nothing is sent then.
        """
        chunks = frame_message(message, parts)
        if self.forked:
            return
        with self._writing:
            try:
                for chunk in chunks:
                    self._write(memoryview(chunk))
            except OSError as error:
                self._lost(f"the pipe to the server failed: {error}")

    def read(self) -> dict[str, Any]:
        """Wait for the next message. Raises ``ServerEnded``."""
        return read_message(self._read_into)

    def _leave(self) -> None:
        """What a forked process wrote would mix with the messages of this one."""
        self.forked = True
        os.close(self._descriptor)

    def _write(self, chunk: memoryview) -> None:
        written = 0
        while written < len(chunk):
            written += os.write(self._descriptor, chunk[written:])

    def _read_into(self, target: memoryview) -> None:
        filled = 0
        while filled < len(target):
            count = (
                os.readv(self._descriptor, [target[filled:]])
                if _HAS_READV
                else _read_copy(self._descriptor, target[filled:])
            )
            if count == 0:
                raise ServerEnded("the server has ended")
            filled += count


_HAS_READV = hasattr(os, "readv")


def _read_copy(descriptor: int, target: memoryview) -> int:
    found = os.read(descriptor, len(target))
    target[: len(found)] = found
    return len(found)
