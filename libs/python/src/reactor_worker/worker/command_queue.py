"""Applies commands between the model's turns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..authoring.uploaded_file import UploadedFile
from ..channel.messages import CommandCall, Outcome, StoredFile
from ..contract.encode_message import encode_message
from ..contract.model_contract import CommandContract
from ..errors import CommandError
from .command_rules import Refused, check_rules
from .context import ModelContext, NextShown, one_line
from .model_thread import Task
from .rule_budget import RuleBudget
from .work import Work, result_of


class _Waiting(NamedTuple):
    session: str
    call_id: int
    call: CommandCall


class CommandQueue:
    """One at a time, in the order of arrival.

    Of a command that declares ``dedupe``, only the newest of the calls that wait runs, or the newest that the author's
    rules accept. Those it replaces are answered together with it, as done and without a reply.
    """

    def __init__(self, model: object, context: ModelContext, budget: RuleBudget) -> None:
        self._model = model
        self._context = context
        self._budget = budget
        self._lines: dict[str, list[_Waiting]] = {}
        """Calls that wait, of each command that declares ``dedupe``."""

    def take(self, session: str, call_id: int, call: CommandCall) -> None:
        """Queue a call. On any thread."""
        waiting = _Waiting(session, call_id, call)
        command = self._context.contract.commands.get(call["command"]["name"])
        if command is None:
            message = f"{call['command']['name']}: unknown command"
            self._done(waiting, {"ok": False, "code": "invalid_command", "message": message, "rules": "broken"})
        elif command.dedupe:
            with self._context.thread.lock:
                self._lines.setdefault(command.name, []).append(waiting)
            self._context.thread.post(Task(lambda: self._apply_newest(command, waiting)))
        else:
            self._context.thread.post(Task(lambda: self._apply_one(command, waiting)))

    def _apply_one(self, command: CommandContract, waiting: _Waiting) -> Work[None]:
        try:
            values = self._check(command, waiting)
        except Refused as refused:
            self._done(waiting, refused.outcome)
            return
        self._done(waiting, (yield from self._apply(command, waiting, values, [waiting])))

    def _apply_newest(self, command: CommandContract, waiting: _Waiting) -> Work[None]:
        with self._context.thread.lock:
            line = self._lines.get(command.name, [])
            if not line or line[-1] is not waiting:
                # A newer call is queued behind it and answers for this one.
                return
            del self._lines[command.name]
        while line:
            newest = line[-1]
            try:
                values = self._check(command, newest)
            except Refused as refused:
                self._done(newest, refused.outcome)
                line.pop()
                continue
            following = self._context.next_shown()
            outcome = yield from self._apply(command, newest, values, line)
            replaced = outcome if outcome.get("code") == "no_session" else _applied(following)
            for overtaken in line[:-1]:
                self._done(overtaken, replaced)
            self._done(newest, outcome)
            return

    def _check(self, command: CommandContract, waiting: _Waiting) -> dict[str, Any]:
        try:
            return check_rules(command, waiting.call["command"]["args"], self._budget)
        except Refused:
            raise
        except Exception as error:
            self._context.logger.error(
                "a rule of the command %s failed: %s", command.name, one_line(error), exc_info=error
            )
            raise Refused(
                {
                    "ok": False,
                    "code": "internal_error",
                    "message": f"{command.name}: a rule of its arguments failed; see the server's log",
                    "rules": "broken",
                }
            ) from error

    def _apply(
        self, command: CommandContract, waiting: _Waiting, values: dict[str, Any], line: Sequence[_Waiting]
    ) -> Work[Outcome]:
        context = self._context
        if context.session_id != waiting.session:
            return {"ok": False, "code": "no_session", "message": "the session has ended; start a new one"}
        if command.method is not None:
            for one in line:
                context.report("commandStarted", callId=one.call_id)
        try:
            with context.input_report.during(waiting.call["clientId"]):
                reply = yield from self._invoke(command, waiting.call, values)
            outcome = _applied(context.next_shown())
            if reply is not None:
                outcome["reply"] = encode_message(context.contract.messages, context.contract.name, reply)
            return outcome
        except CommandError as refusal:
            return {"ok": False, "code": refusal.code, "message": refusal.message}
        except BaseException as error:
            context.logger.error("command %s failed: %s", command.name, one_line(error), exc_info=error)
            return {"ok": False, "code": "internal_error", "message": "The handler failed; see the server's log."}

    def _invoke(self, command: CommandContract, call: CommandCall, values: dict[str, Any]) -> Work[Any]:
        for field in command.fields:
            if field.kind == "file":
                stored = call["files"].get(field.name)
                values[field.attribute] = None if stored is None else uploaded_file_of(stored)
        if command.method is None:
            for attribute, value in values.items():
                setattr(self._context.state, attribute, value)
            return None
        if command.client_parameter is not None:
            values[command.client_parameter] = self._context.client_or_absent(call["clientId"])
        return (yield from result_of(getattr(self._model, command.method)(**values)))

    def _done(self, waiting: _Waiting, outcome: Outcome) -> None:
        self._context.channel.post(
            {"type": "commandDone", "session": waiting.session, "callId": waiting.call_id, "outcome": outcome}
        )


def _applied(following: NextShown) -> Outcome:
    return {"ok": True, "turn": following.turn, "frame": following.frame}


def uploaded_file_of(file: StoredFile) -> UploadedFile:
    """The author's view of a stored file."""
    return UploadedFile(file["name"], file["sniffedMimeType"], file["mime_type"], file["size"], Path(file["path"]))
