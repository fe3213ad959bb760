"""The thread that runs the author's code, and what waits for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..errors import ReactorError
from .work import Work, adrive, drive


@dataclass(frozen=True)
class Task:
    """Work for the model's thread: a command, a hook, the start or the end of a session."""

    work: Callable[[], Work[None]]
    between_turns: bool = False
    """It never runs while a turn of a pipeline waits for input."""


class ModelThread:
    """Runs tasks one at a time, in the order of their arrival, whenever the model's code is not running.

    It is the main thread: libraries for GPUs, debuggers and signals expect the model there. Other threads change what
    the model waits for under ``lock`` and call ``notify``. A handler is a task: while one runs, no other does, also
    when it waits.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.tasks_first = False
        """Every wait begins with the tasks that are there: for a model with a loop of its own, which has no turns."""
        self.on_rest: Callable[[], float | None] = lambda: None
        """Called before each wait; returns when it wants to be called again, in monotonic seconds."""
        self.after_task: Callable[[], None] = lambda: None
        self.in_turn = False
        """A turn of a pipeline has begun; while it waits for input, only some tasks run."""
        self._changed = threading.Condition(self.lock)
        self._tasks: deque[Task] = deque()
        self._in_task = False
        self._pumping = False
        self._sleepers: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def in_task(self) -> bool:
        """A handler or a hook runs."""
        return self._in_task

    def post(self, task: Task) -> None:
        """Add a task. On any thread."""
        with self.lock:
            self._tasks.append(task)
            self.notify()

    def notify(self) -> None:
        """Let what waits look again. On any thread."""
        with self.lock:
            self._changed.notify_all()
            sleepers, self._sleepers = self._sleepers, []
        for loop, future in sleepers:
            loop.call_soon_threadsafe(_wake, future)

    def run(self, awaitable: Awaitable[Any]) -> Any:
        """Wait for something ``async`` outside of an event loop; only what it awaits runs meanwhile."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)

        async def wait() -> Any:
            return await awaitable

        return self._loop.run_until_complete(wait())

    def run_waiting(self) -> None:
        """Run the tasks that are there now; not those that arrive meanwhile."""
        for _ in range(len(self._tasks)):
            task = self._take()
            if task is None:
                return
            self._run(task)

    def wait(self, ready: Callable[[], bool], deadline: float | None = None) -> bool:
        """Wait until it is ready, and run tasks meanwhile. Returns False where the deadline came first.

        ``deadline`` in monotonic seconds. Raises ``model_failed`` inside of an event loop, which it would block.
        """
        self._refuse_event_loop()
        if self.tasks_first:
            self.run_waiting()
        while True:
            due = self.on_rest()
            with self.lock:
                if ready():
                    return True
                now = time.monotonic()
                # Before the next task: a client that sends one after the other must not hold the model up.
                if deadline is not None and now >= deadline:
                    return False
                task = self._take()
                if task is None:
                    self._changed.wait(_timeout(now, deadline, due))
            if task is not None:
                self._run(task)

    async def await_ready(self, ready: Callable[[], bool], deadline: float | None = None) -> bool:
        """Do the same inside of an event loop."""
        while True:
            due = self.on_rest()
            with self.lock:
                if ready():
                    return True
                if deadline is not None and time.monotonic() >= deadline:
                    return False
                task = None if self._pumping else self._take()
                asleep = self._sleep() if task is None else None
            if task is not None:
                await self._arun(task)
            elif asleep is not None:
                await _woken(asleep, deadline, due)

    async def pump(self) -> None:
        """Run tasks whenever the event loop is free, until it is cancelled: for an ``async`` loop of a model."""
        self._pumping = True
        try:
            while True:
                due = self.on_rest()
                with self.lock:
                    task = self._take()
                    asleep = self._sleep() if task is None else None
                if task is not None:
                    await self._arun(task)
                elif asleep is not None:
                    await _woken(asleep, None, due)
        finally:
            self._pumping = False

    def _take(self) -> Task | None:
        with self.lock:
            if self._in_task or not self._tasks or (self.in_turn and self._tasks[0].between_turns):
                return None
            self._in_task = True
            return self._tasks.popleft()

    def _run(self, task: Task) -> None:
        try:
            drive(task.work(), self.run)
        finally:
            self._leave_task()

    async def _arun(self, task: Task) -> None:
        try:
            await adrive(task.work())
        finally:
            self._leave_task()

    def _leave_task(self) -> None:
        self._in_task = False
        self.after_task()
        self.notify()

    def _sleep(self) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._sleepers.append((loop, future))
        return future

    def _refuse_event_loop(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        raise ReactorError(
            "model_failed",
            "this call blocks, and async code must not; use the call whose name begins with a: await track.aread(), "
            "await self.aemit(…), await self.connected.await_client()",
        )


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _woken(asleep: asyncio.Future[None], deadline: float | None, due: float | None) -> None:
    """Wait for the change, or until one of the two moments."""
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asleep, _timeout(time.monotonic(), deadline, due))


def _timeout(now: float, deadline: float | None, due: float | None) -> float | None:
    moments = [moment for moment in (deadline, due) if moment is not None]
    return max(0.0, min(moments) - now) if moments else None
