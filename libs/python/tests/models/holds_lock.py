"""Holds the lock of the interpreter for ever, as a native library may."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import numpy as np

from reactor_worker import Pipeline


class HoldsLock(Pipeline):
    def inference(self) -> Iterator[np.ndarray]:
        # A library that is called as Python's own keeps the lock.
        ctypes.PyDLL(None).sleep(60)
        yield np.zeros((2, 2, 3), np.uint8)
