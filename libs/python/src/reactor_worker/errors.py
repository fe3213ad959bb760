"""Errors of the package, with codes that stay the same."""

from __future__ import annotations

import enum
from typing import Any

import numpy as np


class ReactorError(Exception):
    """An error whose ``code`` says what went wrong, and whose text says what to do.

    ========================  =====================================================
    ``bad_declaration``       the model's class declares something wrong
    ``bad_frame``             a picture of the wrong shape, type or size
    ``bad_audio``             the same for sound
    ``buffer_closed``         nobody sends on an input any more
    ``read_timeout``          no frame came in time
    ``shutting_down``         the worker is to end
    ``unencodable``           a message has a value that JSON cannot represent
    ``model_failed``          something was used outside of its time
    ========================  =====================================================
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CommandError(Exception):
    """Raised by a command's handler: the caller gets exactly this code and message, and the model keeps running.

    ``code`` is in snake_case and stays the same: clients branch on it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class InputClosed(ReactorError):
    """A read found its input closed: the last client has left, or the session has ended.

    In a pipeline, do not catch it: it ends the turn, and a new generator is made when a client joins.
    """

    def __init__(self, track: str) -> None:
        super().__init__(
            "buffer_closed",
            f"input {track} is closed: its session ended or nobody is connected; "
            "let the error propagate to end the turn, or wait for clients",
        )
        self.track = track


class ReadTimeout(ReactorError, TimeoutError):
    """No frame arrived within a read's timeout."""

    def __init__(self, track: str, count: int, timeout: float) -> None:
        super().__init__(
            "read_timeout",
            f"input {track} had no {count} frame(s) within {timeout:g} s; "
            "use a longer timeout or continue without them",
        )
        self.track = track


class ShuttingDown(ReactorError):
    """The worker is to end: a loop's waits raise it. Let it propagate to end ``run()``."""

    def __init__(self) -> None:
        super().__init__("shutting_down", "the worker is shutting down; let the error propagate to end run()")


def describe_value(value: Any) -> str:
    """Say what a value is, for the text of an error."""
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, np.ndarray):
        return f"{'an' if value.dtype.kind == 'i' else 'a'} {value.dtype} array of shape {value.shape}"
    if isinstance(value, (int, float, str, enum.Enum)):
        text = repr(value)
        return text if len(text) <= 60 else f"{text[:60]}…"
    shape = getattr(value, "shape", None)
    name = type(value).__name__
    if shape is not None:
        return f"{_article(name)} of shape {tuple(shape)}"
    if isinstance(value, (list, tuple)):
        return f"{_article(name)} of {len(value)} items" if value else f"an empty {name}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"{_article(name)}" + (" that was not awaited" if hasattr(value, "__await__") else "")


def _article(name: str) -> str:
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"
