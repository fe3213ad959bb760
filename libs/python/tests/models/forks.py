"""Starts processes of its own, as data loaders do."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import numpy as np

from reactor_worker import Pipeline, command


class Forks(Pipeline):
    def inference(self) -> Iterator[np.ndarray]:
        while True:
            yield np.zeros((2, 2, 3), np.uint8)

    @command
    def fork(self) -> None:
        child = os.fork()
        if child == 0:
            logging.getLogger("child").warning("from the child")
            os.kill(os.getpid(), 9)
        os.waitpid(child, 0)


class Crashes(Pipeline):
    def inference(self) -> Iterator[np.ndarray]:
        os.abort()
        yield np.zeros((2, 2, 3), np.uint8)
