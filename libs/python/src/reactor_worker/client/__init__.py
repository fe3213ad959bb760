"""A client of a reactor server: for tests, notebooks and robots.

Needs the extra ``client``: ``pip install "nestjs-reactor-worker[client]"``.
"""

from .client import CommandDone, ReactorClient, connect
from .errors import ClientError, CommandRefused, SessionEnded

__all__ = [
    "ClientError",
    "CommandDone",
    "CommandRefused",
    "ReactorClient",
    "SessionEnded",
    "connect",
]
