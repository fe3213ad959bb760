"""Messages of a model of the Reactor Runtime as JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..channel.messages import WireMessage
from ..contract.encode_message import encode_value
from .installed import ModelMessage


def wire_message(message: ModelMessage) -> WireMessage:
    """A message as clients get it. Raises ``unencodable`` that names the value which JSON cannot represent."""
    wire = message.to_wire_format()
    owner = type(message).__name__
    data = {name: encode_value(_plain(value), f"{owner}.{name}") for name, value in wire["data"].items()}
    return {"type": wire["type"], "data": data}


def _plain(value: Any) -> Any:
    """A value with its dataclasses as dicts, as their schemas say."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
