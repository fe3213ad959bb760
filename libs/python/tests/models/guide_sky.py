from collections.abc import Iterator

import numpy as np

from reactor_worker import InputField, Pipeline, State, model


class SkyState(State):
    warmth: float = InputField(0.5, ge=0, le=1, description="How red the sky is")


@model(fps=30)
class Sky(Pipeline):
    """An evening that you may hold."""

    state: SkyState

    def inference(self) -> Iterator[np.ndarray]:
        down = np.linspace(0, 1, 360)[:, None]
        while True:
            sky = np.zeros((360, 640, 3), np.uint8)
            sky[:, :, 0] = 255 * self.state.warmth * down
            sky[:, :, 2] = 255 * (1 - down)
            yield sky
