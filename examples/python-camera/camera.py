"""A viewer's camera, seen through time: numpy alone, and OpenCV for the outlines where it is installed."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from reactor_worker import InputField, Pipeline, State, Video, model

cv2: Any
try:
    import cv2
except ImportError:
    cv2 = None

Picture = NDArray[np.uint8]

DEPTH = 48
"""Pictures that are remembered."""


class CameraState(State):
    look: Literal["melt", "outlines", "plain"] = InputField("melt", description="What is done to the picture")
    depth: int = InputField(32, ge=1, le=DEPTH, description="Pictures that the lowest row is behind the top one")
    flip: bool = InputField(True, description="As a mirror shows it")


@model
class Camera(Pipeline):
    """Each row of the picture is a little older than the one above it: whoever moves, melts."""

    webcam = Video.input()
    state: CameraState

    def inference(self) -> Iterator[Picture]:
        past: list[Picture] = []
        while True:
            now = self.webcam.read().rgb()
            if self.state.flip:
                now = now[:, ::-1]
            if past and past[-1].shape != now.shape:
                past.clear()
            past = [*past[1 - DEPTH :], now]
            match self.state.look:
                case "melt":
                    yield melted(past, self.state.depth)
                case "outlines":
                    yield outlined(now)
                case "plain":
                    yield np.ascontiguousarray(now)


def melted(past: list[Picture], depth: int) -> Picture:
    """Rows of pictures from the newest, at the top, to the one of ``depth`` pictures ago."""
    height = past[-1].shape[0]
    ages = np.minimum(np.arange(height) * depth // height, len(past) - 1)
    picture = np.empty_like(past[-1], order="C")
    for age in range(int(ages[-1]) + 1):
        rows = ages == age
        picture[rows] = past[-1 - age][rows]
    return picture


def outlined(picture: Picture) -> Picture:
    """Bright lines where the picture changes, in its own colours."""
    if cv2 is not None:
        grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
        edges = cv2.dilate(cv2.Canny(grey, 60, 140), np.ones((2, 2), np.uint8))
        return np.where(edges[:, :, None] > 0, picture | 96, picture >> 3).astype(np.uint8)
    grey = picture.astype(np.int16).sum(axis=2)
    change = np.zeros(grey.shape, np.int16)
    change[:, 1:] += np.abs(np.diff(grey, axis=1))
    change[1:] += np.abs(np.diff(grey, axis=0))
    return np.where(change[:, :, None] > 90, picture | 96, picture >> 3).astype(np.uint8)
