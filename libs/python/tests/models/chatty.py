"""Prints what looks like messages."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from reactor_worker import Pipeline


class Chatty(Pipeline):
    def inference(self) -> Iterator[np.ndarray]:
        while True:
            print('{"type":"media"}')
            print("to the error stream", file=sys.stderr)
            yield np.zeros((2, 2, 3), np.uint8)
