"""Requests that wait for their answers."""

from __future__ import annotations

import asyncio
from typing import Any

from .errors import ClientError, CommandRefused

Message = dict[str, Any]


class Requests:
    """Each request has an id of its own, and exactly one answer with the same id."""

    def __init__(self) -> None:
        self._pending: dict[str, asyncio.Future[Message]] = {}
        self._last = 0

    def open(self) -> tuple[str, asyncio.Future[Message]]:
        """The next id, and what its answer is set in."""
        self._last += 1
        request_id = str(self._last)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pending[request_id] = answer
        return request_id, answer

    def settle(self, message: Message) -> bool:
        """Returns whether somebody waits for the message."""
        answer = self._pending.pop(message.get("request_id", ""), None)
        if answer is None:
            return False
        if answer.done():
            return True
        if message["type"] == "error":
            error = message["error"]
            answer.set_exception(CommandRefused(error["code"], error["message"], error.get("field")))
        else:
            answer.set_result(message)
        return True

    def forget(self, request_id: str) -> None:
        """Nobody waits for it any more."""
        self._pending.pop(request_id, None)

    def fail(self, error: ClientError) -> None:
        """Nothing will be answered any more."""
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(error)
        self._pending.clear()
