"""Loads a model, and runs it until its server ends."""

from __future__ import annotations

import inspect
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..authoring.model import Loop, ModelBase, Pipeline
from ..channel.channel import Channel, ServerEnded
from ..channel.limits import SLOTS_FD
from ..channel.messages import Message
from ..channel.slot_file import SlotFile
from ..contract.manifest import manifest_of
from ..contract.read_model import read_model
from .command_queue import CommandQueue
from .context import ModelContext, one_line
from .find_model import find_model
from .heartbeat import Heartbeat
from .hook_runner import HookRunner
from .loop_driver import LoopDriver
from .message_handler import MessageHandler, ModelDriver
from .model_thread import ModelThread
from .output_stream import OutputStream
from .pipeline_driver import PipelineDriver
from .rule_budget import RuleBudget
from .runtime import ModelRuntime
from .work import drive, result_of


class Worker:
    """One model in this process.

    A thread of its own reads what the server sends, from the first message on. The model runs on the main thread.
    """

    def __init__(self, channel: Channel, lost: Callable[[str], None]) -> None:
        """``lost`` ends the process: the server has ended."""
        self._channel = channel
        self._lost = lost
        self._thread = ModelThread()
        self._context: ModelContext | None = None
        self._handler: MessageHandler | None = None
        self._early: list[dict[str, Any]] = []
        """Messages that arrived before the model had loaded."""

    @property
    def session_id(self) -> str | None:
        """The running session."""
        return None if self._context is None else self._context.session_id

    def run(self, name: str, entry: str, config: str | None) -> None:
        """Run the model under its name on the wire. Returns when the worker was shut down."""
        load = self._channel.read()
        reading = threading.Thread(target=self._read, name="reactor messages", daemon=True)
        reading.start()
        try:
            driver, handler = self._load(name, entry, config, load)
        except BaseException as error:
            logging.getLogger(name).error("%s could not be loaded: %s", name, one_line(error), exc_info=error)
            self._channel.post({"type": "loadFailed", "reason": one_line(error)})
        else:
            driver.run()
            self._close(handler)
        # The server ends this process; ending it here would look like a loss.
        reading.join()

    def _load(self, name: str, entry: str, config: str | None, load: Message) -> tuple[ModelDriver, MessageHandler]:
        model_class = find_model(entry)
        contract = read_model(model_class, name)
        slots = SlotFile(SLOTS_FD, load["slots"]["stride"], load["slots"]["count"])
        os.set_inheritable(SLOTS_FD, False)
        context = self._context = ModelContext(contract, self._channel, slots, load["limits"], self._thread)
        model: ModelBase = model_class()
        output = OutputStream(context)
        runtime = ModelRuntime(model, context, output, load.get("deviceId"))
        model._runtime = runtime
        for attribute, buffer in context.inputs.by_attribute.items():
            setattr(model, attribute, buffer)
        driver = _driver_of(model, context, output)
        runtime.loading = True
        drive(result_of(_call_load(model, None if config is None else Path(config))), self._thread.run)
        runtime.loading = False
        context.forget_idle_state()
        handler = MessageHandler(
            context,
            driver,
            CommandQueue(model, context, RuleBudget(load["limits"]["ruleTimeoutMs"] / 1000)),
            HookRunner(model, context),
        )
        manifest = manifest_of(contract)
        # What the server sends when it knows that the model has loaded finds the handler in its place.
        with self._thread.lock:
            self._channel.post({"type": "loaded", "manifest": manifest})
            for message in self._early:
                handler.handle(message)
            self._early.clear()
            self._handler = handler
        Heartbeat(self._channel, lambda: _stats(context, output)).start()
        return driver, handler

    def _close(self, handler: MessageHandler) -> None:
        """The worker is to end. A session that was not ended still gets its cleanup."""
        self._thread.run_waiting()
        drive(handler.end_session(), self._thread.run)
        self._channel.post({"type": "closed"})

    def _read(self) -> None:
        while True:
            try:
                message = self._channel.read()
            except (ServerEnded, OSError) as error:
                self._lost(str(error))
                return
            try:
                self._take(message)
            except Exception as error:
                # Nobody would read the next one.
                self._lost(f"a message {message.get('type')} could not be handled: {error!r}")
                return

    def _take(self, message: dict[str, Any]) -> None:
        with self._thread.lock:
            if self._handler is not None:
                self._handler.handle(message)
            elif message["type"] == "shutdown":
                self._channel.post({"type": "closed"})
            else:
                self._early.append(message)


def _driver_of(model: ModelBase, context: ModelContext, output: OutputStream) -> ModelDriver:
    if isinstance(model, Loop):
        return LoopDriver(model, context, output)
    assert isinstance(model, Pipeline)
    return PipelineDriver(model, context, output)


def _call_load(model: ModelBase, config: Path | None) -> Any:
    """An author who needs no configuration may leave the parameter out."""
    takes_config = len(inspect.signature(model.load).parameters) > 0
    load: Any = model.load
    return load(config) if takes_config else load()


def _stats(context: ModelContext, output: OutputStream) -> dict[str, Any]:
    slots = context.slots
    with context.thread.lock:
        return {
            "buffersAllocated": slots.used,
            "buffersDiscarded": 0,
            "buffersFree": slots.free,
            "buffersLent": slots.lent,
            "outputsDropped": output.dropped,
            "inputsDropped": context.inputs.drops,
            "messagesUnsent": context.messages_unsent,
            "heapUsedBytes": 0,
        }
