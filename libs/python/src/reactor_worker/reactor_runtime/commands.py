"""Commands of clients, and what the model answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..channel.messages import CommandCall, Outcome, StoredFile
from ..contract.field_schema import Json
from ..errors import ReactorError
from ..worker.context import ModelContext, NextShown
from .emissions import Emissions
from .installed import CommandFailure, ConnId, ModelBridge, ModelMessage, UploadedFile
from .playout import Playout
from .state_fields import takes_file
from .state_report import StateReport
from .wire_message import wire_message


class _Call(NamedTuple):
    session: str
    call_id: int
    client_id: int


class Commands:
    """Hands commands to the model, and answers each with the turn and the frame that follow it."""

    def __init__(
        self,
        bridge: ModelBridge,
        parameters: Mapping[str, Json],
        context: ModelContext,
        playout: Playout,
        emissions: Emissions,
        report: StateReport,
    ) -> None:
        """``parameters``: the schema of each command's arguments."""
        self._bridge = bridge
        self._properties = {name: schema["properties"] for name, schema in parameters.items()}
        self._context = context
        self._playout = playout
        self._emissions = emissions
        self._report = report
        self._loop = asyncio.new_event_loop()
        self._lock = threading.Lock()
        self._waiting: dict[str, _Call] = {}
        """Calls that the model has, by the id of their request."""

    def submit(self, session: str, call_id: int, call: CommandCall) -> None:
        """Check a command by the model's own rules and queue it there. On the main thread."""
        name, client = call["command"]["name"], call["clientId"]
        request = str(call_id)
        waiting = _Call(session, call_id, client)
        try:
            args = self._arguments(name, call)
        except OSError as error:
            self._context.logger.error("a file for the command %s could not be read: %s", name, error)
            self._done(waiting, _failed("unresolved_upload", "The file could not be read; upload it again."))
            return
        with self._lock:
            self._waiting[request] = waiting
        admitted = self._loop.run_until_complete(
            self._bridge.submit_command(name, args, conn_id=ConnId(client), request_id=request)
        )
        if admitted.accepted:
            return
        with self._lock:
            del self._waiting[request]
        self._done(waiting, _refused(admitted.field or name, admitted.reason or "it was refused"))

    def answer(self, client_id: int, answer: ModelMessage | CommandFailure | None, request: str | None) -> None:
        """Take what a handler returned or raised, or a message to one client. On the model's thread; never raises."""
        if request is None:
            if answer is not None:
                self.send(answer, client_id)
            return
        with self._lock:
            call = self._waiting.pop(request, None)
        if call is None:
            return
        self._report.look(client_id)
        outcome = self._outcome(answer)
        self._emissions.when_numbered(lambda: self._answer(call, outcome))

    def send(self, message: Any, client_id: int | None = None) -> None:
        """Send a message to one client or to all. One that cannot be sent is logged, counted and dropped."""
        addressed = {} if client_id is None else {"clientId": client_id}
        try:
            self._context.report("message", message=wire_message(message), **addressed)
        except ReactorError as error:
            self._context.messages_unsent += 1
            self._context.logger.error("a message was not sent: %s", error)

    def _arguments(self, name: str, call: CommandCall) -> dict[str, Any]:
        """The arguments as a client would have sent them, with its files. Raises ``OSError``.

        The server fills in defaults. They are left out again: the Reactor Runtime fills in what is missing unchecked,
        and would check what is there, such as None for a number with bounds.
        """
        properties = self._properties.get(name, {})
        given = {
            field: value
            for field, value in call["command"]["args"].items()
            if not _is_default(properties.get(field, {}), value)
        }
        for field, schema in properties.items():
            stored = call["files"].get(field)
            if stored is not None:
                given[field] = uploaded_file_of(stored)
            elif takes_file(schema) and "default" not in schema:
                given[field] = None
        return given

    def _outcome(self, answer: ModelMessage | CommandFailure | None) -> Outcome:
        if answer is None:
            return {"ok": True}
        if isinstance(answer, CommandFailure):
            return _failed(answer.code, answer.message)
        try:
            return {"ok": True, "reply": wire_message(answer)}
        except ReactorError as error:
            self._context.logger.error("a reply was not sent: %s", error)
            return _failed("internal_error", "The handler's reply could not be sent; see the server's log.")

    def _answer(self, call: _Call, outcome: Outcome) -> None:
        self._done(call, _followed_by(self._playout.next_shown(), outcome))

    def _done(self, call: _Call, outcome: Outcome) -> None:
        self._context.channel.post(
            {"type": "commandDone", "session": call.session, "callId": call.call_id, "outcome": outcome}
        )


def uploaded_file_of(file: StoredFile) -> UploadedFile:
    """A client's file with its bytes. Raises ``OSError``."""
    return UploadedFile(file["name"], file["mime_type"], Path(file["path"]).read_bytes())


def _followed_by(next_shown: NextShown, outcome: Outcome) -> Outcome:
    return {**outcome, "turn": next_shown.turn, "frame": next_shown.frame} if outcome["ok"] else outcome


def _is_default(schema: Json, value: Any) -> bool:
    return "default" in schema and type(schema["default"]) is type(value) and schema["default"] == value


def _refused(field: str, reason: str) -> Outcome:
    return {
        "ok": False,
        "code": "invalid_command",
        "message": reason,
        "field": field,
        "fields": [{"field": field, "message": reason}],
        "rules": "broken",
    }


def _failed(code: str, message: str) -> Outcome:
    return {"ok": False, "code": code, "message": message}
