"""Arrays of other libraries as pictures."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np

from ..channel.limits import MAX_PICTURE_BYTES, MAX_SIDE
from ..errors import ReactorError, describe_value
from .i420 import Pixels, i420_size, pack_i420

Layout = Literal["hwc", "chw"]
Range = tuple[float, float]

_SHAPES = "(height, width, 3) or (count, height, width, 3)"


class Pictures(NamedTuple):
    """Pictures of one size, ready to cross to the server."""

    format: Literal["i420", "rgb24"]
    pictures: list[Pixels]
    width: int
    height: int
    batched: bool


def is_picture(value: Any) -> bool:
    """Whether it is an array, a tensor or an image, of any shape."""
    return isinstance(value, np.ndarray) or is_tensor(value) or _is_image(value)


def rgb_pictures(value: Any, layout: Layout | None, value_range: Range | None) -> Pictures:
    """Read an array of one picture or of a batch. Raises ``bad_frame`` that says what came and what is taken."""
    if layout not in (None, "hwc", "chw"):
        raise ReactorError("bad_frame", f"layout is 'hwc' or 'chw' (got {layout!r}); give one of them")
    if value_range is not None and not value_range[0] < value_range[1]:
        raise ReactorError("bad_frame", f"range names black, then white (got {value_range!r}); for example (0, 1)")
    if is_tensor(value):
        from .torch_pixels import tensor_pictures

        return tensor_pictures(value, layout, value_range)
    if _is_image(value):
        value = np.asarray(value.convert("RGB"))
    if not isinstance(value, np.ndarray):
        raise ReactorError(
            "bad_frame",
            f"a picture is an array of shape {_SHAPES}, a torch tensor or a PIL image (got {describe_value(value)}); "
            "convert it to one of them",
        )
    return _array_pictures(value, layout or "hwc", value_range)


def check_size(width: int, height: int) -> None:
    """Raise ``bad_frame`` for a size that the server does not take."""
    if 1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE and i420_size(width, height) <= MAX_PICTURE_BYTES:
        return
    raise ReactorError(
        "bad_frame",
        f"a picture has from 1 to {MAX_SIDE} pixels a side and at most {MAX_PICTURE_BYTES >> 20} MB in I420 "
        f"(got {width}x{height}); emit smaller ones",
    )


def shape_of(value: Any, layout: Layout) -> tuple[int, int, int]:
    """Channels, height and width of an array. Raises ``bad_frame`` where it has others than 3 or 4 channels."""
    shape = tuple(value.shape)
    if len(shape) in (3, 4):
        channels, height, width = shape[-3:] if layout == "chw" else (shape[-1], shape[-3], shape[-2])
        if channels in (3, 4):
            return channels, height, width
    other = "chw" if layout == "hwc" else "hwc"
    raise ReactorError(
        "bad_frame",
        f"with layout {layout} a picture has 3 or 4 channels "
        f"{'first' if layout == 'chw' else 'last'}, in 3 dimensions or, as a batch, in 4 "
        f"(got {describe_value(value)}); reshape it, or wrap it: Frame(…, layout='{other}')",
    )


def needs_range(value: Any) -> ReactorError:
    """The error for floats without the values of black and white."""
    return ReactorError(
        "bad_frame",
        f"a picture of floats needs to say what is black and white (got {describe_value(value)}); "
        "wrap it: Frame(…, range=(0, 1))",
    )


def wrong_type(value: Any) -> ReactorError:
    """The error for numbers that are no pixels."""
    return ReactorError(
        "bad_frame",
        f"a picture has numbers of the type uint8, or floats with a range (got {describe_value(value)}); "
        "convert it with .astype(numpy.uint8)",
    )


def _array_pictures(array: np.ndarray[Any, Any], layout: Layout, value_range: Range | None) -> Pictures:
    _, height, width = shape_of(array, layout)
    check_size(width, height)
    batched = array.ndim == 4
    if layout == "chw":
        array = np.moveaxis(array, -3, -1)
    rgb = array[..., :3]
    if np.issubdtype(rgb.dtype, np.floating):
        if value_range is None:
            raise needs_range(array)
        rgb = _quantised(rgb, value_range)
    elif rgb.dtype != np.uint8:
        raise wrong_type(array)
    elif value_range not in (None, (0, 255)):
        rgb = _quantised(rgb.astype(np.float32), value_range)
    return ready(rgb if batched else rgb[None], width, height, batched)


def ready(rgb: Pixels, width: int, height: int, batched: bool) -> Pictures:
    """Pictures of shape (count, height, width, 3); as I420 where their RGB is larger than a slot."""
    if width * height * 3 > MAX_PICTURE_BYTES:
        return Pictures("i420", [pack_i420(picture) for picture in rgb], width, height, batched)
    return Pictures("rgb24", list(rgb), width, height, batched)


def _quantised(values: np.ndarray[Any, Any], value_range: Range) -> Pixels:
    black, white = value_range
    scaled = (values.astype(np.float32, copy=False) - black) * (255 / (white - black)) + 0.5
    np.nan_to_num(scaled, copy=False)
    pixels: Pixels = np.clip(scaled, 0, 255).astype(np.uint8)
    return pixels


def is_tensor(value: Any) -> bool:
    """Whether it is a torch tensor; torch is not imported for the question."""
    return any(base.__module__ == "torch" and base.__name__ == "Tensor" for base in type(value).__mro__)


def _is_image(value: Any) -> bool:
    return any(base.__module__ == "PIL.Image" and base.__name__ == "Image" for base in type(value).__mro__)
