"""Pictures of a program as a camera. Imported where aiortc is installed."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from aiortc import VideoStreamTrack
from av import VideoFrame


class Camera(VideoStreamTrack):  # type: ignore[misc, unused-ignore]
    """A track that sends the newest picture 30 times a second, from the first one on."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: np.ndarray | None = None
        self._shown = asyncio.Event()
        self.is_published = False

    def show(self, picture: np.ndarray) -> None:
        """Send it from now on. Raises ``ValueError`` for what is no RGB picture."""
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
            raise ValueError(f"a picture is uint8 of shape (height, width, 3), got {picture.dtype} {picture.shape}")
        self._picture = np.ascontiguousarray(picture)
        self._shown.set()

    async def recv(self) -> Any:
        """The next picture to send, as aiortc asks for it."""
        await self._shown.wait()
        assert self._picture is not None
        frame = VideoFrame.from_ndarray(self._picture, format="rgb24")
        frame.pts, frame.time_base = await self.next_timestamp()
        return frame
