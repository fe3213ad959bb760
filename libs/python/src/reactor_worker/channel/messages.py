"""The messages of the worker protocol that carry more than a type, as they are in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

LogLevel = Literal["verbose", "debug", "log", "warn", "error", "fatal"]

Message = Mapping[str, Any]
"""One message of either side; ``type`` says which. In one that was read, ``parts`` are its bytes."""


class Driving(TypedDict, total=False):
    """How the server drives a headless run, in ``load``."""

    seed: int
    stepped: bool


class Limits(Driving):
    """What the server allows the worker, in ``load``."""

    bufferSize: int
    maxInputFrames: int
    maxInputBytes: int
    ruleTimeoutMs: int


class StoredFile(TypedDict):
    """A client's file on the server's disk."""

    upload_id: str
    name: str
    mime_type: str
    size: int
    path: str
    sniffedMimeType: str


class CheckedCommand(TypedDict):
    """A command whose values fit its schema, with defaults in place."""

    name: str
    args: dict[str, Any]
    uploads: dict[str, Any]


class CommandCall(TypedDict):
    """One client's call of a command."""

    clientId: int
    command: CheckedCommand
    files: dict[str, StoredFile]


class WireMessage(TypedDict):
    """A message of the model to clients."""

    type: str
    data: dict[str, Any]


class FieldProblem(TypedDict):
    """What is wrong with one value of a command."""

    field: str
    message: str


class InputChange(TypedDict, total=False):
    """A value of the state that changed."""

    name: str
    value: Any
    withheld: Literal["secret", "too_large", "not_json"]
    clientId: int


class PictureEntry(TypedDict, total=False):
    """One picture of a ``media`` message, whose bytes are in a slot or in a part."""

    slot: int
    width: int
    height: int
    format: Literal["rgb24"]
    part: int
    metadata: int


class SoundEntry(TypedDict):
    """One block of sound of a ``media`` message."""

    sampleRate: int
    channels: int
    part: int


class BundleEntry(TypedDict):
    """What is played at one moment."""

    frame: int
    turn: int
    video: dict[str, PictureEntry]
    audio: dict[str, SoundEntry]


class Outcome(TypedDict, total=False):
    """The answer to a command."""

    ok: bool
    turn: int
    frame: int
    reply: WireMessage
    code: str
    message: str
    field: str
    fields: Sequence[FieldProblem]
    rules: Literal["broken", "expired"]
