"""Hosts a class that was written for the Python Reactor Runtime."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

from ..channel.messages import Message
from ..contract.field_schema import Json
from ..worker.context import ModelContext, one_line
from ..worker.hosted_model import Start
from ..worker.output_stream import OutputStream
from .client_media import ClientMedia
from .commands import Commands, uploaded_file_of
from .emissions import CountedOutput, Emissions
from .fences import Fences
from .installed import (
    ClientConnected,
    ClientDisconnected,
    ConnId,
    EndReason,
    FileUploaded,
    ModelBridge,
    ModelContract,
    ReactorPipeline,
    SessionEnded,
    SessionStarted,
)
from .manifest import manifest_of
from .model_class import checked_class, declared_fps, declared_output, input_buffers_of
from .playout import Playout
from .state_fields import StateFields
from .state_report import StateReport

_LOOK_SECONDS = 0.1
"""Between two looks whether the model still runs, and which values of its state changed."""

_MODEL_THREAD = "model"
"""Name of the thread that the Reactor Runtime starts for the model."""


class ReactorRuntimeModel:
    """Implements ``HostedModel``.

    The model runs on a thread of the Reactor Runtime with an event loop of its own, and what happens reaches it through
    one queue there, in the order of its arrival here. The main thread fills that queue: it may read files for it.
    """

    def __init__(self, start: Start) -> None:
        """Load the model. Raises ``bad_declaration``, and what the author's code raises."""
        model_class = checked_class(start.model_class)
        contract = ModelContract.of(model_class)
        state = StateFields(model_class)
        self._model: Any = model_class()
        self._model.load(start.config)
        fps = declared_fps(model_class)
        self.manifest: Json = manifest_of(contract, start.name, state, fps, self._model.buffer_size)
        self._thread = start.thread
        context = self._context = ModelContext(
            declared_output(start.name, model_class, contract, state, fps, self.manifest.get("bufferSize")),
            start.channel,
            start.slots,
            start.limits,
            start.thread,
        )
        self._report = StateReport(context.input_report, self._model, state)
        # What the context looks at by itself is not the model's state, and on the model's thread only.
        start.thread.on_rest = lambda: None
        self._output = OutputStream(context)
        emissions = self._emissions = Emissions()
        self._model.output = CountedOutput(self._model.output, emissions)
        self._playout = Playout(context, self._output, self._model, emissions, self._report)
        self._bridge = ModelBridge(self._model, contract)
        parameters = {command["name"]: command["parameters"] for command in self.manifest["commands"]}
        self._commands = Commands(self._bridge, parameters, context, self._playout, emissions, self._report)
        self._fences = Fences(self._bridge)
        self._media = ClientMedia(self._bridge, contract.tracks.values(), start.channel)
        self._arrived: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._session: str | None = None
        """The session that the server began last; messages of others came too late."""
        self._ends = False
        """The model has yet to handle the end of its session."""
        self._failed = False
        self._closed = threading.Event()
        self._bridge.bind_outbound(
            broadcast=self._commands.send,
            addressed=self._commands.answer,
            media=self._playout.take,
            media_ops=self._playout.operations,
            failure=self._fail,
            step_refusal=self._fences.reached,
        )
        self._model_thread = _start(self._bridge)

    @property
    def session_id(self) -> str | None:
        return self._context.session_id

    def stats(self) -> dict[str, Any]:
        return self._context.stats(self._output.dropped, self._media.drops)

    def run(self) -> None:
        while not self._closed.is_set():
            try:
                task = self._arrived.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                self._look()
            else:
                task()
        self._model.stop()

    def handle(self, message: Message) -> None:
        kind = message["type"]
        if kind == "shutdown":
            self._shutdown()
            return
        if kind == "beginSession":
            self._session = message["session"]
        if kind == "shown":
            # Slots are given back also after their session.
            for slot in message["slots"]:
                self._context.slots.give(slot)
        if message["session"] != self._session:
            return
        match kind:
            case "shown":
                self._context.credits.grant(message["credit"])
                self._thread.notify()
            case "video" | "audio":
                self._media.take(message, self._playout.session)
            case "beginSession":
                self._arrived.put(lambda: self._begin_session(message["session"]))
            case "endSession":
                self._context.ending = True
                self._thread.notify()
                self._arrived.put(lambda: self._end_session(message["reason"], self._tell_ended(message["session"])))
            case "connect":
                self._arrived.put(lambda: self._connect(message))
            case "disconnect":
                self._arrived.put(lambda: self._disconnect(message["clientId"]))
            case "command":
                self._arrived.put(lambda: self._commands.submit(message["session"], message["callId"], message["call"]))
            case "fileUploaded":
                self._arrived.put(lambda: self._file_uploaded(message))

    def _begin_session(self, session: str) -> None:
        self._context.begin(session)
        self._playout.begin()
        self._report.begin()
        self._bridge.dispatch_reactor_event(SessionStarted(session))

        def begun() -> None:
            self._context.report("sessionBegun")
            self._report.look()

        self._fences.after_all(begun)

    def _end_session(self, reason: str, then: Callable[[], None]) -> None:
        session = self._context.session_id
        if session is None:
            then()
            return
        self._context.remove_clients()
        self._ends = True
        self._bridge.dispatch_reactor_event(SessionEnded(session, _end_reason(reason)))

        def end() -> None:
            self._ends = False
            self._report.end()
            self._context.end()
            then()

        # An emission that is released only now may be followed by cleanup of the model, before it looks at its queue.
        self._fences.after_all(lambda: self._emissions.when_none(lambda: self._fences.after_all(end)))

    def _tell_ended(self, session: str) -> Callable[[], None]:
        return lambda: self._context.channel.post({"type": "sessionEnded", "session": session})

    def _shutdown(self) -> None:
        self._context.stopping = self._context.ending = True
        self._thread.notify()
        # A session that was not ended still gets its cleanup.
        self._arrived.put(lambda: self._end_session("stopped", self._closed.set))

    def _connect(self, message: Message) -> None:
        client = message["clientId"]
        if self._context.add_client(client, message["joinedAt"] / 1000) is not None:
            self._bridge.dispatch_reactor_event(ClientConnected(ConnId(client), len(self._context.clients)))

    def _disconnect(self, client: int) -> None:
        if self._context.remove_client(client) is not None:
            self._bridge.dispatch_reactor_event(ClientDisconnected(ConnId(client), len(self._context.clients)))

    def _file_uploaded(self, message: Message) -> None:
        try:
            file = uploaded_file_of(message["file"])
        except OSError as error:
            self._context.logger.error("an uploaded file could not be read: %s", error)
        else:
            self._bridge.dispatch_reactor_event(FileUploaded(file, ConnId(message["clientId"])))

    def _end_reads(self) -> None:
        """End a pipeline's read that waits: the end of its session waits for the same turn.

        Its driver opens the inputs again; only pipelines expect that they close.
        """
        if isinstance(self._model, ReactorPipeline):
            for buffer in input_buffers_of(self._model, self._bridge.contract.tracks):
                buffer.close()

    def _look(self) -> None:
        self._report.look()
        if self._ends:
            self._end_reads()
        runs = self._model_thread is not None and self._model_thread.is_alive()
        if not runs and not self._failed and not self._context.stopping:
            self._end("run() returned, and it must run until it is cancelled")

    def _fail(self, error: BaseException) -> None:
        """The model's loop raised; its traceback is in the log. On the model's thread."""
        if not self._context.stopping:
            self._end(f"run() raised {one_line(error)}")

    def _end(self, cause: str) -> None:
        self._failed = True
        self._context.logger.error("the model has ended: %s", cause)
        self._context.channel.post({"type": "fatal", "reason": cause})


def _start(bridge: ModelBridge) -> threading.Thread | None:
    """Start the model and return its thread; None where it has ended already."""
    before = set(threading.enumerate())
    bridge.start()
    started = (one for one in threading.enumerate() if one not in before and one.name == _MODEL_THREAD)
    return next(started, None)


def _end_reason(reason: str) -> EndReason:
    try:
        return EndReason(reason)
    except ValueError:
        return EndReason.STOPPED
