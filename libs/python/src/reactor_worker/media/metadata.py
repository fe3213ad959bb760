"""What travels with one picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..channel.limits import MAX_METADATA_BYTES
from ..errors import ReactorError, describe_value


def pack_metadata(metadata: Mapping[str, Any] | bytes | bytearray | memoryview) -> bytes:
    """The bytes themselves, or the mapping as compact JSON in UTF-8. Raises ``bad_frame``."""
    packed = bytes(metadata) if isinstance(metadata, (bytes, bytearray, memoryview)) else _as_json(metadata)
    if len(packed) > MAX_METADATA_BYTES:
        raise ReactorError(
            "bad_frame",
            f"a frame carries at most {MAX_METADATA_BYTES} bytes of metadata (got {len(packed)}); "
            "send larger data in a message",
        )
    return packed


def _as_json(metadata: Mapping[str, Any]) -> bytes:
    if not isinstance(metadata, Mapping):
        raise ReactorError(
            "bad_frame", f"a frame's metadata is a dict or bytes (got {describe_value(metadata)}); give one of them"
        )
    try:
        return json.dumps(metadata, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise ReactorError(
            "bad_frame", f"a frame's metadata cannot be represented in JSON ({error}); use plain values or bytes"
        ) from error
