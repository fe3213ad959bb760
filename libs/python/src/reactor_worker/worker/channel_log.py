"""Sends the model's log to the server, so that there is one log with one format and level."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from ..channel.channel import Channel
from ..channel.limits import MAX_LOG_CHARACTERS
from ..channel.messages import LogLevel

_ROOT = "root"


class ChannelLogHandler(logging.Handler):
    """A handler of the standard ``logging`` module."""

    def __init__(
        self,
        channel: Channel,
        session: Callable[[], str | None],
        fields: Callable[[logging.LogRecord], Mapping[str, Any]] = lambda _record: {},
    ) -> None:
        """``fields``: the values in JSON that a record has by name."""
        super().__init__()
        self._fields = fields
        self._channel = channel
        self._session = session

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record; a traceback becomes the line's stack. A forked process writes to its standard error."""
        if self._channel.forked:
            print(self.format(record), file=sys.stderr)
            return
        try:
            text = record.getMessage()
        except Exception as error:
            text = f"{record.msg!r} with the arguments {record.args!r} could not be formatted: {error}"
        session = self._session()
        message = {
            "type": "log",
            "level": _level_of(record.levelno),
            "text": _cut_off(text),
            "fields": {**self._fields(record), **({} if session is None else {"session": session})},
        }
        if record.name != _ROOT:
            message["context"] = record.name
        if record.exc_info and record.exc_info[1] is not None:
            message["stack"] = _cut_off("".join(traceback.format_exception(record.exc_info[1])))
        self._channel.post(message)


def _level_of(number: int) -> LogLevel:
    if number >= logging.CRITICAL:
        return "fatal"
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warn"
    if number >= logging.INFO:
        return "log"
    return "debug" if number >= logging.DEBUG else "verbose"


def _cut_off(text: str) -> str:
    more = len(text) - MAX_LOG_CHARACTERS
    return f"{text[:MAX_LOG_CHARACTERS]}… ({more} more characters)" if more > 0 else text
