"""Fields of log records that were given as keywords."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

_ATTRIBUTE = "reactor_fields"
"""Where the logger of the Reactor Runtime, ``get_logger``, keeps them."""


def structured_fields(record: logging.LogRecord) -> Mapping[str, Any]:
    """The fields by name; what is no plain value becomes its text."""
    given = getattr(record, _ATTRIBUTE, None)
    if not isinstance(given, Mapping):
        return {}
    return {str(name): value if _is_plain(value) else str(value) for name, value in given.items() if value is not None}


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int, bool))
