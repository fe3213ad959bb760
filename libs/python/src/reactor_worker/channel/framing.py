"""Messages as bytes: a length, a header in JSON, and parts."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import ReactorError
from .limits import MAX_HEADER_BYTES

Bytes = bytes | bytearray | memoryview

_LENGTH = struct.Struct("<I")


def frame_message(message: Mapping[str, Any], parts: Sequence[Bytes] | None = None) -> list[Bytes]:
    """What to write for one message, in order; the parts are not copied.

    Raises ``unencodable`` where its header is larger than the server takes.
    """
    content = dict(message) if parts is None else {**message, "parts": [len(part) for part in parts]}
    header = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    if len(header) > MAX_HEADER_BYTES:
        raise ReactorError(
            "unencodable",
            f"a message {message['type']} has {len(header)} bytes, more than {MAX_HEADER_BYTES}; send less",
        )
    return [_LENGTH.pack(len(header)) + header, *(part for part in parts or () if len(part) > 0)]


def read_message(read_into: Callable[[memoryview], None]) -> dict[str, Any]:
    """Read one message; each of its ``parts`` is a ``bytearray`` of its own.

    ``read_into`` fills the memory that it is given, or raises.
    """

    def read(count: int) -> bytearray:
        found = bytearray(count)
        if count > 0:
            read_into(memoryview(found))
        return found

    (length,) = _LENGTH.unpack(read(_LENGTH.size))
    message: dict[str, Any] = json.loads(read(length))
    if "parts" in message:
        message["parts"] = [read(part) for part in message["parts"]]
    return message
