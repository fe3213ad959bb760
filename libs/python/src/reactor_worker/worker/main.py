"""The worker's whole program."""

from __future__ import annotations

import faulthandler
import logging
import sys
from contextlib import suppress
from typing import Literal

from ..channel.channel import Channel
from ..channel.limits import MESSAGES_FD
from ..errors import ReactorError
from .channel_log import ChannelLogHandler
from .heartbeat import end_process, end_with_server, ignore_stop_signals
from .hosted_model import HostedModel, LoadModel, Start
from .own_model import OwnModel
from .structured_fields import structured_fields
from .worker import Worker

Runtime = Literal["reactor-worker", "reactor-runtime"]
"""The package that the model's class was written for."""


def run(model: str, entry: str, config: str | None, runtime: Runtime) -> None:
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
    worker = Worker(channel, lost, _loader_of(runtime))
    log = ChannelLogHandler(channel, lambda: worker.session_id, structured_fields)
    logging.basicConfig(level=logging.INFO, handlers=[log], force=True)
    worker.run(model, entry, config)


def _loader_of(runtime: Runtime) -> LoadModel:
    return OwnModel if runtime == "reactor-worker" else _load_of_reactor_runtime


def _load_of_reactor_runtime(start: Start) -> HostedModel:
    try:
        # Only here: it imports a package that others do not have.
        from ..reactor_runtime.hosted import ReactorRuntimeModel
    except ImportError as error:
        raise ReactorError(
            "bad_declaration",
            f"the installed reactor-runtime lacks what the server uses of it ({error}); "
            f"run: {sys.executable} -m pip install 'reactor-runtime==3.10.*'",
        ) from error
    return ReactorRuntimeModel(start)
