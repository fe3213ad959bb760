"""Steps of the author's code, which may be ``async`` or not."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

T = TypeVar("T")

Work = Generator[Awaitable[Any], Any, T]
"""Work that yields what must be awaited, so that the same code runs inside of an event loop and outside."""


def result_of(value: Any) -> Work[Any]:
    """What a call of the author's returned, awaited where it is ``async``."""
    if inspect.isawaitable(value):
        value = yield value
    return value


def drive(work: Work[T], run: Callable[[Awaitable[Any]], Any]) -> T:
    """Do the work outside of an event loop; ``run`` waits for what must be awaited."""
    try:
        awaitable = next(work)
        while True:
            try:
                result = run(awaitable)
            except BaseException as error:
                awaitable = work.throw(error)
            else:
                awaitable = work.send(result)
    except StopIteration as end:
        value: T = end.value
        return value


async def adrive(work: Work[T]) -> T:
    """Do the work inside of an event loop."""
    try:
        awaitable = next(work)
        while True:
            try:
                result = await awaitable
            except BaseException as error:
                awaitable = work.throw(error)
            else:
                awaitable = work.send(result)
    except StopIteration as end:
        value: T = end.value
        return value
