"""Ends what takes too long on the main thread, a search of a pattern included."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


class TimeExpired(Exception):
    """The work took longer than its limit."""


class _Interrupt(BaseException):
    """Raised inside of the work; no ``except Exception`` of it may hold it up."""


def within_time(limit_seconds: float, work: Callable[[], T]) -> T:
    """Do the work; raise ``TimeExpired`` where it takes longer.

    It uses the alarm signal, so on Windows, and on other threads than the main one, there is no limit.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return work()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise _Interrupt

    try:
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, limit_seconds)
            return work()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    except _Interrupt:
        raise TimeExpired from None
