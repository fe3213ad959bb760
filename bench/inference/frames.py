"""The same as frames.model.ts, in Python."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from reactor_worker import Frame, InputField, Pipeline, State, model


class FramesState(State):
    width: int = InputField(640, ge=16, le=3840)
    height: int = InputField(360, ge=16, le=2160)
    format: Literal["rgb", "i420"] = "rgb"


@model(fps=30)
class Frames(Pipeline):
    """Emits pictures that are made already: what is measured is their way to the server."""

    state: FramesState

    def inference(self) -> Iterator[Frame]:
        shade = 0
        while True:
            shade = (shade + 1) % 256
            width, height = self.state.width, self.state.height
            if self.state.format == "rgb":
                yield Frame(np.full((height, width, 3), shade, np.uint8))
            else:
                yield Frame.from_i420(np.full(width * height * 3 // 2, shade, np.uint8), width, height)
