"""Frames of a file, one after the other for ever, with numbers drawn on them: the same as painted-frames.ts."""

import os
import time

import numpy as np

BLOCK = 16
BITS = 32


class PaintedFrames:
    """RGB frames of shape (height, width, 3); BGR where `bgr`."""

    def __init__(self, bgr: bool = False) -> None:
        shape = (-1, int(os.environ["FRAME_HEIGHT"]), int(os.environ["FRAME_WIDTH"]), 3)
        frames = np.fromfile(os.environ["FRAMES"], dtype=np.uint8).reshape(shape)
        self._frames = np.ascontiguousarray(frames[..., ::-1]) if bgr else frames
        self._next = 0

    def paint(self, marker: int) -> np.ndarray:
        number = self._next
        self._next = (number + 1) % len(self._frames)
        picture = self._frames[number].copy()
        made_ms = round(time.time() * 1000) & 0xFFFFFFFF
        for row, value in enumerate((made_ms, marker, number)):
            bits = (value >> np.arange(BITS - 1, -1, -1)) & 1
            shades = np.repeat(bits * 255, BLOCK).astype(np.uint8)
            picture[row * BLOCK : (row + 1) * BLOCK, : BITS * BLOCK] = shades[None, :, None]
        return picture
