"""Handles the messages of the server to a loaded model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ..authoring.declarations import HookKind
from ..channel.messages import Message
from ..media.frame import Frame
from ..media.samples import Samples
from .command_queue import CommandQueue, uploaded_file_of
from .context import ModelContext, one_line
from .hook_runner import HookRunner
from .model_thread import Task
from .work import Work


class ModelDriver(Protocol):
    """Runs one style of model, on the model's thread."""

    def session_begun(self) -> None: ...
    def session_ending(self) -> None: ...
    def run(self) -> None: ...


class MessageHandler:
    """What must not wait for the model is done at once: media of clients, slots and credit, and who is there.

    The rest becomes tasks of the model's thread, in the order of arrival. Called with the thread's lock held.
    """

    def __init__(self, context: ModelContext, driver: ModelDriver, commands: CommandQueue, hooks: HookRunner) -> None:
        self._context = context
        self._driver = driver
        self._commands = commands
        self._hooks = hooks
        self._session: str | None = None
        """The session that the server began last; messages of others came too late."""
        self._handlers: dict[str, Callable[[Message], None]] = {
            "beginSession": self._begin_session,
            "endSession": self._end_session,
            "connect": self._connect,
            "disconnect": self._disconnect,
            "command": lambda message: commands.take(message["session"], message["callId"], message["call"]),
            "fileUploaded": self._file_uploaded,
            "video": self._video,
            "audio": self._audio,
            "shown": self._shown,
        }

    def handle(self, message: Message) -> None:
        """Handle one message; one of a type that is unknown is ignored, for servers that are newer."""
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
        handler = self._handlers.get(kind)
        if handler is not None and message["session"] == self._session:
            handler(message)

    def _begin_session(self, message: Message) -> None:
        session: str = message["session"]

        def begin() -> Work[None]:
            context = self._context
            try:
                context.begin(session)
            except BaseException as error:
                context.logger.error("session %s could not start: %s", session, one_line(error), exc_info=error)
                context.channel.post({"type": "sessionRefused", "session": session, "reason": one_line(error)})
                return
            yield from self._hooks.run("sessionStarted")
            context.report("sessionBegun")
            self._driver.session_begun()

        self._post(begin, between_turns=True)

    def _end_session(self, message: Message) -> None:
        session: str = message["session"]
        self._context.ending = True
        self._context.inputs.close()

        def end() -> Work[None]:
            yield from self.end_session()
            self._context.channel.post({"type": "sessionEnded", "session": session})

        self._post(end, between_turns=True)

    def end_session(self) -> Work[None]:
        """End the session, if one runs: on the model's thread."""
        if self._context.session_id is None:
            return
        self._driver.session_ending()
        self._context.remove_clients()
        yield from self._hooks.run("sessionEnded")
        self._context.end()

    def _shutdown(self) -> None:
        self._context.stopping = True
        self._context.ending = True
        self._context.inputs.close()
        self._context.thread.notify()

    def _connect(self, message: Message) -> None:
        client = self._context.add_client(message["clientId"], message["joinedAt"] / 1000)
        if client is not None:
            self._post_hook("connected", client)

    def _disconnect(self, message: Message) -> None:
        client = self._context.remove_client(message["clientId"])
        if client is not None:
            self._post_hook("disconnected", client)

    def _file_uploaded(self, message: Message) -> None:
        client = self._context.client_or_absent(message["clientId"])
        self._post_hook("fileUploaded", uploaded_file_of(message["file"]), client)

    def _video(self, message: Message) -> None:
        self._taken(message)
        picture, *rest = message["parts"]
        metadata = bytes(rest[0]) if rest and rest[0] else None
        frame = Frame.received(picture, message["width"], message["height"], metadata, message.get("captureTimeUs"))
        self._context.inputs.push_video(message["track"], frame)

    def _audio(self, message: Message) -> None:
        self._taken(message)
        samples = np.frombuffer(message["parts"][0], "<i2").reshape(-1, message["channels"])
        if len(samples) > 0:
            self._context.inputs.push_audio(message["track"], Samples(samples.astype(np.int16), message["sampleRate"]))

    def _taken(self, message: Message) -> None:
        self._context.channel.post({"type": "taken", "session": message["session"], "track": message["track"]})

    def _shown(self, message: Message) -> None:
        self._context.credits.grant(message["credit"])
        self._context.thread.notify()

    def _post_hook(self, kind: HookKind, *args: Any) -> None:
        self._post(lambda: self._hooks.run(kind, *args))

    def _post(self, work: Callable[[], Work[None]], between_turns: bool = False) -> None:
        self._context.thread.post(Task(work, between_turns))
