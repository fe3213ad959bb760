"""Names on the wire."""

from __future__ import annotations

import re

WIRE_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def is_wire_name(name: str) -> bool:
    """Whether commands, fields, tracks and messages may be called so."""
    return WIRE_NAME.fullmatch(name) is not None


def to_wire_name(name: str) -> str:
    """Give the wire's name for a Python one: ``ChunkDone`` is ``chunk_done``, ``HTTPServer`` is ``http_server``."""
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
