"""Errors of the client."""

from __future__ import annotations


class ClientError(Exception):
    """An error whose ``code`` says what went wrong, and whose text says what to do.

    The server's codes are those of its HTTP API. The client's own:

    ===============  ==============================================================
    ``unreachable``  no server answers at the address, or the connection was lost
    ``no_answer``    the server did not answer in time
    ``no_package``   a package of the extra ``client`` is not installed
    ``no_media``     the client was told to connect without media
    ``unknown_track``  the model has no such output
    ===============  ==============================================================
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CommandRefused(ClientError):
    """The server, or the model, refused a command.

    ``field``: the bad argument, where there is one.
    """

    def __init__(self, code: str, message: str, field: str | None) -> None:
        super().__init__(code, message)
        self.field = field


class SessionEnded(ClientError):
    """The session is over. ``code`` is the reason; with ``retryable`` another one may be joined soon."""

    def __init__(self, reason: str, message: str, retryable: bool) -> None:
        super().__init__(reason, message)
        self.retryable = retryable
