"""An evening sky, painted by numpy."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reactor_worker import InputField, Pipeline, State, model

WIDTH, HEIGHT = 640, 360

NIGHT = np.array([0.04, 0.08, 0.24], np.float32)
EVENING = np.array([0.98, 0.48, 0.2], np.float32)


class SkyState(State):
    warmth: float = InputField(0.6, ge=0, le=1, description="How red the evening is")
    sun: float = InputField(0.25, ge=0, le=1, description="How high the sun stands")


@model(fps=30)
class Sky(Pipeline):
    """An evening that viewers hold."""

    state: SkyState

    def load(self, config: Path | None) -> None:
        """Large things are loaded here, once: a network, its weights."""
        self.x = np.linspace(-WIDTH / HEIGHT, WIDTH / HEIGHT, WIDTH, dtype=np.float32)[None, :]
        self.height = np.linspace(1, 0, HEIGHT, dtype=np.float32)[:, None]

    def inference(self) -> Iterator[NDArray[np.uint8]]:
        shown = self.state.sun
        while True:
            # The sun moves to where a viewer wants it; it does not jump.
            shown += (self.state.sun - shown) * 0.1
            yield self._paint(shown)

    def _paint(self, sun: float) -> NDArray[np.uint8]:
        distance = np.hypot(self.x, self.height - sun)[:, :, None]
        low = np.exp(-3 * self.height)[:, :, None] * np.float32(self.state.warmth)
        sky = NIGHT * (1 - low) + EVENING * low
        disc = np.clip((0.12 - distance) * 50, 0, 1)
        lit = sky + EVENING * np.exp(-4 * distance) + disc
        return np.asarray(np.clip(lit, 0, 1) * 255, np.uint8)
