"""I420 and RGB, in numpy: BT.601, limited range, chroma of the mean of each 2x2 pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def i420_size(width: int, height: int) -> int:
    """Bytes of an I420 picture; chroma planes are half as wide and high, rounded up."""
    return width * height + 2 * ((width + 1) // 2) * ((height + 1) // 2)


def planes(i420: Pixels, width: int, height: int) -> tuple[Pixels, Pixels, Pixels]:
    """Y of shape (height, width), U and V of half of it, rounded up; views of the given bytes."""
    half = ((height + 1) // 2, (width + 1) // 2)
    luma = width * height
    chroma = half[0] * half[1]
    return (
        i420[:luma].reshape(height, width),
        i420[luma : luma + chroma].reshape(half),
        i420[luma + chroma : luma + 2 * chroma].reshape(half),
    )


def pack_i420(rgb: Pixels) -> Pixels:
    """RGB of shape (height, width, 3) as the bytes of I420.

    An odd right or bottom edge is repeated for its missing neighbour.
    """
    height, width, _ = rgb.shape
    out = np.empty(i420_size(width, height), np.uint8)
    y, u, v = planes(out, width, height)
    red, green, blue = (rgb[:, :, channel].astype(np.int32) for channel in range(3))
    y[:] = (66 * red + 129 * green + 25 * blue + 4224) >> 8
    red, green, blue = (_mean_of_blocks(channel) for channel in (red, green, blue))
    u[:] = (-38 * red - 74 * green + 112 * blue + 32896) >> 8
    v[:] = (112 * red - 94 * green - 18 * blue + 32896) >> 8
    return out


def unpack_i420(i420: Pixels, width: int, height: int) -> Pixels:
    """I420 as RGB of shape (height, width, 3)."""
    converter = _opencv() if width % 2 == 0 and height % 2 == 0 else None
    if converter is not None:
        picture: Pixels = converter.cvtColor(i420.reshape(height * 3 // 2, width), converter.COLOR_YUV2RGB_I420)
        return picture
    y, u, v = planes(i420, width, height)
    luma = np.take(_LUMA, y)
    out = np.empty((height, width, 3), np.uint8)
    sums = np.empty_like(luma)
    for channel, chroma in enumerate((_RED_OF_V[v], _GREEN_OF_U[u] + _GREEN_OF_V[v], _BLUE_OF_U[u])):
        # Chroma is computed once for its four pixels. Rows are added as a whole: short inner loops are slow in numpy.
        wide = np.repeat(chroma, 2, axis=1)[:, :width]
        np.add(luma[0::2], wide, out=sums[0::2])
        np.add(luma[1::2], wide[: height // 2], out=sums[1::2])
        # The fraction is dropped; the luma table has added half of its unit.
        np.right_shift(sums, _EXTRA_BITS, out=sums)
        np.clip(sums, 0, 255, out=sums)
        out[:, :, channel] = sums
    return out


_EXTRA_BITS = 5
"""Bits of a value's fraction while it is computed: as many as 16 bits have room for."""


def _table(factor: float, middle: int, rounding: float = 0.0) -> NDArray[np.int16]:
    values = (np.arange(256) - middle) * factor * (1 << _EXTRA_BITS) + rounding
    return np.round(values).astype(np.int16)


_LUMA = _table(298 / 256, 16, rounding=(1 << _EXTRA_BITS) / 2)
_RED_OF_V = _table(409 / 256, 128)
_GREEN_OF_U = _table(-100 / 256, 128)
_GREEN_OF_V = _table(-208 / 256, 128)
_BLUE_OF_U = _table(516 / 256, 128)


def _mean_of_blocks(channel: NDArray[np.int32]) -> NDArray[np.int32]:
    height, width = channel.shape
    if height % 2 or width % 2:
        channel = np.pad(channel, ((0, height % 2), (0, width % 2)), mode="edge")
    sums = channel[0::2, 0::2] + channel[0::2, 1::2] + channel[1::2, 0::2] + channel[1::2, 1::2]
    return sums >> 2


_NOT_LOOKED_FOR = object()
_found_opencv: Any = _NOT_LOOKED_FOR


def _opencv() -> Any:
    """The module ``cv2`` where it is installed, else None: it converts several times as fast."""
    global _found_opencv
    if _found_opencv is _NOT_LOOKED_FOR:
        try:
            import cv2

            _found_opencv = cv2
        except ImportError:
            _found_opencv = None
    return _found_opencv
