"""The thread of the model: what it runs while it waits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable

import pytest

from reactor_worker import ReactorError
from reactor_worker.worker.model_thread import ModelThread, Task
from reactor_worker.worker.work import Work, adrive, drive


def never() -> bool:
    return False


def test_the_deadline_passes_also_where_each_task_brings_the_next() -> None:
    thread = ModelThread()
    runs = 0

    def work() -> Work[None]:
        nonlocal runs
        runs += 1
        thread.post(Task(work))
        yield from ()

    thread.post(Task(work))
    assert not thread.wait(never, time.monotonic() + 0.05)
    assert runs > 1
    assert not asyncio.run(thread.await_ready(never, time.monotonic() + 0.05))


def test_a_task_that_waits_lets_no_other_run() -> None:
    thread = ModelThread()
    order: list[str] = []

    def first() -> Work[None]:
        thread.post(Task(second))
        thread.wait(never, time.monotonic() + 0.02)
        order.append("first")
        yield from ()

    def second() -> Work[None]:
        order.append("second")
        yield from ()

    thread.post(Task(first))
    thread.wait(lambda: len(order) == 2)
    assert order == ["first", "second"]


def test_ends_of_sessions_wait_for_the_end_of_the_turn_and_keep_their_place() -> None:
    thread = ModelThread()
    order: list[str] = []

    def noted(name: str) -> Task:
        def work() -> Work[None]:
            order.append(name)
            yield from ()

        return Task(work, between_turns=name == "end")

    for name in ("before", "end", "after"):
        thread.post(noted(name))
    thread.in_turn = True
    assert not thread.wait(never, time.monotonic() + 0.02)
    assert order == ["before"]
    thread.in_turn = False
    thread.run_waiting()
    assert order == ["before", "end", "after"]


def test_another_thread_wakes_it_inside_and_outside_of_an_event_loop() -> None:
    thread = ModelThread()
    ready = False

    def change() -> None:
        nonlocal ready
        with thread.lock:
            ready = True
            thread.notify()

    def is_ready() -> bool:
        return ready

    timer = threading.Timer(0.02, change)
    timer.start()
    assert thread.wait(is_ready, time.monotonic() + 10)
    timer.join()
    ready = False
    timer = threading.Timer(0.02, change)
    timer.start()
    assert asyncio.run(thread.await_ready(is_ready, time.monotonic() + 10))
    timer.join()


def test_a_call_that_blocks_is_refused_inside_of_an_event_loop() -> None:
    async def wait() -> None:
        ModelThread().wait(never)

    with pytest.raises(ReactorError, match=r"await track\.aread\(\)"):
        asyncio.run(wait())


def test_work_is_the_same_inside_and_outside_of_an_event_loop() -> None:
    async def answer(value: int) -> int:
        await asyncio.sleep(0)
        if value < 0:
            raise ValueError("below zero")
        return value

    def work(first: int) -> Work[str]:
        try:
            found = yield answer(first)
        except ValueError as error:
            return str(error)
        return f"{found} {(yield answer(2))}"

    def run(awaitable: Awaitable[int]) -> int:
        async def wait() -> int:
            return await awaitable

        return asyncio.run(wait())

    for first, expected in ((1, "1 2"), (-1, "below zero")):
        assert drive(work(first), run) == expected
        assert asyncio.run(adrive(work(first))) == expected
