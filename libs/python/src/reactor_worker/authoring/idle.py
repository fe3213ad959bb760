"""``Idle``: a turn with nothing to show."""

from __future__ import annotations

import enum
from typing import Final


class IdleType(enum.Enum):
    """The type of ``Idle``, for annotations."""

    IDLE = "idle"


Idle: Final = IdleType.IDLE
"""Yielded by a pipeline that has nothing to show this turn: viewers keep their last picture."""
