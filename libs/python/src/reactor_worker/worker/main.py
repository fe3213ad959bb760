"""The worker's whole program."""

from __future__ import annotations

import faulthandler
import logging
import sys
from contextlib import suppress

from ..channel.channel import Channel
from ..channel.limits import MESSAGES_FD
from .channel_log import ChannelLogHandler
from .heartbeat import end_process, end_with_server, ignore_stop_signals
from .worker import Worker


def run(model: str, entry: str, config: str | None) -> None:
    """Host ``entry`` under the name ``model`` until the server ends this process."""

    def lost(cause: str) -> None:
        # Its standard error has ended where the server has.
        with suppress(OSError):
            print(f"the worker of {model} ends: {cause}", file=sys.stderr, flush=True)
        end_process()

    # Where native code crashes, the log says in which line of Python.
    faulthandler.enable()
    ignore_stop_signals()
    end_with_server()
    channel = Channel(MESSAGES_FD, lost)
    worker = Worker(channel, lost)
    logging.basicConfig(
        level=logging.INFO, handlers=[ChannelLogHandler(channel, lambda: worker.session_id)], force=True
    )
    worker.run(model, entry, config)
