"""Tells the server which values of the state changed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..channel.messages import InputChange
from ..contract.encode_input import Encoded, encode_input
from ..contract.field import Field

_LOOK_SECONDS = 0.1
"""Between two looks for changes made by the model itself."""

_GAP_SECONDS = 0.05
"""Between two reports: 20 a second."""

_MAX_CHARACTERS = 16_384
"""Characters of JSON that one value may take; a longer one is reported as too large."""


@dataclass
class _Seen:
    """Last known value of one field."""

    value: Any
    text: str
    """JSON of what was reported last, which reveals changes inside a list or a dict."""


class _Changed(NamedTuple):
    """A change that waits to be reported."""

    text: str
    client_id: int | None
    """Who changed it last; None: the model itself."""


class InputReport:
    """Reports each change of the state's fields, by a setter, a handler, a hook or the model in its turn.

    The state is the author's own object, so changes are found by comparison: before and after each command, which
    identifies the client, and ten times a second. Of several changes between two reports the newest value is reported.
    On the model's thread only.
    """

    def __init__(self, fields: Sequence[Field], report: Callable[[list[InputChange]], None]) -> None:
        self._fields = fields
        self._report = report
        self._state: Any = None
        self._seen: dict[Field, _Seen] = {}
        self._changed: dict[Field, _Changed] = {}
        """Fields to report."""
        self._actor: int | None = None
        self._touched = False
        self._looked = 0.0
        self._reported = 0.0

    def begin(self, state: Any) -> None:
        """Start with a new state. The initial values are the same for every session; they are not reported."""
        self.end()
        self._state = state
        for field in self._fields:
            value = getattr(state, field.attribute, None)
            self._seen[field] = _Seen(value, _text(encode_input(field, value)))

    def end(self) -> None:
        """Forget the state."""
        self._state = None
        self._seen.clear()
        self._changed.clear()

    @contextmanager
    def during(self, client_id: int) -> Iterator[None]:
        """Attribute what changes meanwhile to a client."""
        self._look(inside=False)
        self._actor = client_id
        try:
            yield
        finally:
            self.attribute(client_id)

    def attribute(self, client_id: int | None) -> None:
        """Attribute what changed since the last look to a client, or to the model itself."""
        self._actor = client_id
        self._look(inside=True)
        self._actor = None
        self._flush()

    def touched(self) -> None:
        """Code of the author ran: the state may have changed."""
        self._touched = True

    def rest(self) -> float | None:
        """Look and report where it is time; return when to call again, in monotonic seconds."""
        if self._state is None or not self._fields:
            return None
        due = None
        if self._touched:
            look_at = self._looked + _LOOK_SECONDS
            if time.monotonic() >= look_at:
                self._touched = False
                self._look(inside=True)
            else:
                due = look_at
        flush_at = self._flush()
        return due if flush_at is None else flush_at

    def _look(self, inside: bool) -> None:
        if self._state is None:
            return
        self._looked = time.monotonic()
        for field, seen in self._seen.items():
            value = getattr(self._state, field.attribute, None)
            same = value is seen.value
            if same and (not inside or isinstance(value, (str, int, float, bool)) or value is None):
                continue
            seen.value = value
            text = _text(encode_input(field, value))
            # One that waits to be reported, and is the same since, stays the client's.
            known = self._changed.get(field)
            if text != (seen.text if known is None else known.text):
                self._changed[field] = _Changed(text, self._actor)

    def _flush(self) -> float | None:
        """Report; return when it may, where that is later."""
        if not self._changed:
            return None
        now = time.monotonic()
        if now < self._reported + _GAP_SECONDS:
            return self._reported + _GAP_SECONDS
        changes: list[InputChange] = []
        for field, (_, client_id) in self._changed.items():
            seen = self._seen[field]
            encoded = encode_input(field, seen.value)
            text = _text(encoded)
            if text == seen.text:
                continue
            seen.text = text
            change = _change(field, encoded, text)
            if client_id is not None:
                change["clientId"] = client_id
            changes.append(change)
        self._changed.clear()
        if changes:
            self._reported = now
            self._report(changes)
        return None


def _text(encoded: Encoded) -> str:
    return encoded["withheld"] if "withheld" in encoded else json.dumps(encoded["value"])


def _change(field: Field, encoded: Encoded, text: str) -> InputChange:
    if field.options.secret:
        return InputChange(name=field.name, withheld="secret")
    if "withheld" in encoded:
        return InputChange(name=field.name, withheld=encoded["withheld"])
    if len(text) > _MAX_CHARACTERS:
        return InputChange(name=field.name, withheld="too_large")
    return InputChange(name=field.name, value=encoded["value"])
