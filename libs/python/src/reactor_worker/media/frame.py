"""One picture, as a model receives and emits it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import ReactorError, describe_value
from .i420 import Pixels, i420_size, unpack_i420
from .metadata import pack_metadata
from .pixel_arrays import Layout, Range, check_size, rgb_pictures

Metadata = Mapping[str, Any] | bytes
PictureFormat = Literal["i420", "rgb24"]


class Frame:
    """One picture.

    ``pixels`` is an array of one picture: numpy, a PIL image, or a torch tensor on any device. Rows come from the top.

    =====================  ==================================================================================
    shape                  ``(height, width, 3)``, or 4 channels, of which the last, alpha, is left out; with
                           ``layout="chw"`` the channels come first. Without ``layout`` an array is ``hwc``,
                           and a tensor is ``chw`` where its first dimension has 3 or 4 items.
    type                   ``uint8`` from 0 to 255; with ``range`` floats, where ``range=(0, 1)`` names the
                           values of black and white. Values outside of it are clipped.
    size                   1 to 16384 pixels a side, at most 64 MB in I420
    =====================  ==================================================================================

    The pixels are read when the frame is emitted, so the array may be painted again after ``yield``.
    Raises ``bad_frame``.
    """

    def __init__(
        self,
        pixels: Any,
        *,
        layout: Layout | None = None,
        range: Range | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        pictures = rgb_pictures(pixels, layout, range)
        if pictures.batched:
            raise ReactorError(
                "bad_frame",
                f"a Frame is one picture (got {describe_value(pixels)}, which is a batch); "
                "use Frame.batch(…), or yield the array itself",
            )
        self._take(pictures.format, pictures.pictures[0], pictures.width, pictures.height, metadata)

    @classmethod
    def batch(cls, pixels: Any, *, layout: Layout | None = None, range: Range | None = None) -> list[Frame]:
        """The pictures of an array with one more dimension in front, for example ``(count, height, width, 3)``."""
        pictures = rgb_pictures(pixels, layout, range)
        if not pictures.batched:
            raise ReactorError(
                "bad_frame", f"a batch has four dimensions (got {describe_value(pixels)}); use Frame(…) for one picture"
            )
        return [cls.of(pictures.format, picture, pictures.width, pictures.height) for picture in pictures.pictures]

    @classmethod
    def from_i420(cls, data: Any, width: int, height: int, *, metadata: Metadata | None = None) -> Frame:
        """A picture in planar YUV 4:2:0, BT.601, limited range: Y, then U, then V without padding.

        ``data`` is bytes or a ``uint8`` array. It is the format of the encoder: such a picture is only copied.
        """
        check_size(width, height)
        flat = np.frombuffer(data, np.uint8) if not isinstance(data, np.ndarray) else data.reshape(-1)
        if flat.dtype != np.uint8 or flat.size != i420_size(width, height):
            raise ReactorError(
                "bad_frame",
                f"a picture of {width}x{height} has {i420_size(width, height)} bytes in I420 "
                f"(got {describe_value(flat)}); give the planes Y, U and V one after the other",
            )
        return cls.of("i420", np.ascontiguousarray(flat), width, height, metadata)

    @classmethod
    def of(
        cls, picture_format: PictureFormat, data: Pixels, width: int, height: int, metadata: Metadata | None = None
    ) -> Frame:
        """A picture whose bytes are as they cross to the server. Not for authors: nothing is checked."""
        frame = cls.__new__(cls)
        frame._take(picture_format, data, width, height, metadata)
        return frame

    @classmethod
    def received(
        cls, data: bytearray, width: int, height: int, metadata: bytes | None, capture_time_us: int | None
    ) -> Frame:
        """A client's picture, in I420. Not for authors."""
        frame = cls.of("i420", np.frombuffer(data, np.uint8), width, height, metadata)
        frame.capture_time_us = capture_time_us
        return frame

    def _take(
        self, picture_format: PictureFormat, data: Pixels, width: int, height: int, metadata: Metadata | None
    ) -> None:
        self.width = width
        self.height = height
        self.metadata: bytes | None = None if metadata is None else pack_metadata(metadata)
        self.capture_time_us: int | None = None
        self._format: PictureFormat = picture_format
        self._data = data

    def with_metadata(self, metadata: Metadata) -> Frame:
        """The same picture with a dict or bytes that travel with it, at most 16 KiB."""
        frame = self.of(self._format, self._data, self.width, self.height, metadata)
        frame.capture_time_us = self.capture_time_us
        return frame

    def json(self) -> Any:
        """The metadata as JSON; None where there is none. Raises ``ValueError`` where it is something else."""
        return None if self.metadata is None else json.loads(self.metadata)

    def rgb(self) -> Pixels:
        """The picture as an array of shape (height, width, 3), ``uint8``. That of an input is a copy."""
        if self._format == "rgb24":
            return self._data
        return unpack_i420(self._data, self.width, self.height)

    @property
    def format(self) -> PictureFormat:
        """How ``data`` is stored."""
        return self._format

    @property
    def data(self) -> Pixels:
        """The bytes as they cross to the server: I420 in one dimension, or RGB of shape (height, width, 3)."""
        return self._data

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """The picture in RGB, so that ``numpy.asarray(frame)`` works."""
        return np.asarray(self.rgb(), dtype)

    def __repr__(self) -> str:
        return f"<Frame {self.width}x{self.height} {self._format}>"
