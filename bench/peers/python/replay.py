"""The model of the comparison for Reactor Runtime."""

import os

from painted_frames import PaintedFrames
from reactor_runtime import InputField, InputState, Output, ReactorApp, Video


class ReplayState(InputState):
    marker: int = InputField(default=0, ge=0)


class ReplayOutput(Output):
    main_video: Video


class Replay(ReactorApp):
    state: ReplayState
    fps = 30
    buffer_size = int(os.environ["BUFFER_SIZE"]) if "BUFFER_SIZE" in os.environ else None

    def load(self, config_path):
        self.frames = PaintedFrames()

    def generate(self, input):
        return ReplayOutput(main_video=self.frames.paint(int(input.marker)))
