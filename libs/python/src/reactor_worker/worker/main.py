"""The worker's whole program."""

from __future__ import annotations

import logging
import sys

from ..channel.channel import Channel
from ..channel.limits import MESSAGES_FD
from .channel_log import ChannelLogHandler
from .heartbeat import end_process, end_with_server, ignore_stop_signals
from .worker import Worker


def run(model: str, entry: str, config: str | None) -> None:
    """Host ``entry`` under the name ``model`` until the server ends this process."""

    def lost(cause: str) -> None:
        print(f"the worker of {model} ends: {cause}", file=sys.stderr, flush=True)
        end_process()

    ignore_stop_signals()
    end_with_server()
    channel = Channel(MESSAGES_FD, lost)
    worker = Worker(channel, lost)
    logging.basicConfig(
        level=logging.INFO, handlers=[ChannelLogHandler(channel, lambda: worker.session_id)], force=True
    )
    worker.run(model, entry, config)
