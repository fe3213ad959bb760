"""Models that draw random numbers, wait, and read pairs of pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from reactor_worker import Frame, Idle, Pipeline, State, Video, model


class GrainState(State):
    level: int = 0


@model(fps=30)
class Grain(Pipeline):
    """Grain, once it has a level."""

    state: GrainState

    def inference(self) -> Iterator[Frame | object]:
        while True:
            if self.state.level == 0:
                yield Idle
                continue
            pixels = np.random.randint(0, self.state.level, (8, 16, 3)).astype(np.uint8)
            pixels[0, 0, 0] = random.randrange(256)
            yield Frame(pixels)


@model(fps=30)
class Pairs(Pipeline):
    """The mean of two pictures."""

    webcam = Video.input()

    def inference(self) -> Iterator[Frame]:
        while True:
            first, second = self.webcam.read(2, mode="fifo")
            yield Frame(((first.rgb().astype(np.uint16) + second.rgb()) // 2).astype(np.uint8))
