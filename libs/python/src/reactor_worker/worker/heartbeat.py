"""Tells the server that this process lives, and ends it with the server."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..channel.channel import Channel
from ..channel.limits import PULSE_SECONDS, STATS_SECONDS

_PR_SET_PDEATHSIG = 1


def end_with_server() -> None:
    """Let the system end this process when its server ends, also while the model holds the interpreter. Linux only."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def ignore_stop_signals() -> None:
    """Ctrl-C goes to the server as well, which ends this process after its cleanup."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


def end_process() -> None:
    """End at once, without finalizers of native code, which may hang."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


class Heartbeat:
    """A thread that sends a pulse four times a second, and counters every two seconds.

    A missing pulse means that the model holds Python's interpreter lock, as a native library may. It also looks whether
    the parent of this process is still the same.
    """

    def __init__(self, channel: Channel, stats: Callable[[], dict[str, Any]]) -> None:
        self._channel = channel
        self._stats = stats
        self._server = os.getppid()
        self._thread = threading.Thread(target=self._run, name="reactor heartbeat", daemon=True)

    def start(self) -> None:
        """Start the thread: the model is loaded."""
        self._thread.start()

    def _run(self) -> None:
        next_stats = time.monotonic() + STATS_SECONDS
        while True:
            if os.getppid() != self._server:
                end_process()
            memory = resident_bytes()
            self._channel.post({"type": "pulse", **({} if memory is None else {"memoryBytes": memory})})
            if time.monotonic() >= next_stats:
                next_stats += STATS_SECONDS
                self._channel.post({"type": "stats", "stats": self._stats()})
            time.sleep(PULSE_SECONDS)


def resident_bytes() -> int | None:
    """Memory of this process; None where the system does not tell it."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
