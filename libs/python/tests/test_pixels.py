"""Pictures: what is taken, what is refused, and what becomes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from reactor_worker import Frame, ReactorError
from reactor_worker.media import i420

SIZES = [(1, 1), (2, 2), (3, 2), (2, 3), (5, 7), (64, 48)]


def noise(height: int, width: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(height * 100 + width).integers(0, 256, (height, width, 3), dtype=np.uint8)


def plain_i420(rgb: np.ndarray[Any, Any]) -> bytes:
    """The same as ``pack_i420``, pixel by pixel."""
    height, width, _ = rgb.shape
    luma, chroma_u, chroma_v = [], [], []
    for y in range(height):
        for x in range(width):
            r, g, b = (int(value) for value in rgb[y, x])
            luma.append((66 * r + 129 * g + 25 * b + 4224) >> 8)
            if y % 2 or x % 2:
                continue
            block = [rgb[min(y + dy, height - 1), min(x + dx, width - 1)] for dy in (0, 1) for dx in (0, 1)]
            r, g, b = (sum(int(pixel[channel]) for pixel in block) >> 2 for channel in range(3))
            chroma_u.append((-38 * r - 74 * g + 112 * b + 32896) >> 8)
            chroma_v.append((112 * r - 94 * g - 18 * b + 32896) >> 8)
    return bytes(luma + chroma_u + chroma_v)


def plain_rgb(data: np.ndarray[Any, Any], width: int, height: int) -> np.ndarray[Any, Any]:
    """The same as ``unpack_i420``, pixel by pixel."""
    y_plane, u_plane, v_plane = i420.planes(data, width, height)
    out = np.empty((height, width, 3))
    for y in range(height):
        for x in range(width):
            luma = 298 * (int(y_plane[y, x]) - 16) + 128
            u, v = int(u_plane[y // 2, x // 2]) - 128, int(v_plane[y // 2, x // 2]) - 128
            out[y, x] = [(luma + 409 * v) >> 8, (luma - 100 * u - 208 * v) >> 8, (luma + 516 * u) >> 8]
    return out.clip(0, 255)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_packs_i420_as_its_definition_says(width: int, height: int) -> None:
    rgb = noise(height, width)
    assert i420.pack_i420(rgb).tobytes() == plain_i420(rgb)


@pytest.mark.parametrize("with_opencv", [False, True])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_unpacks_i420_to_within_a_step(
    width: int, height: int, with_opencv: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if with_opencv:
        pytest.importorskip("cv2", reason="OpenCV is not installed")
    else:
        monkeypatch.setattr(i420, "_found_opencv", None)
    # OpenCV takes a luma below black for black, whatever its colour.
    least = 16 if with_opencv else 0
    data = np.random.default_rng(5).integers(least, 256, i420.i420_size(width, height), dtype=np.uint8)
    found = i420.unpack_i420(data, width, height)
    assert found.dtype == np.uint8
    assert found.shape == (height, width, 3)
    assert np.abs(found.astype(int) - plain_rgb(data, width, height)).max() <= 1


def test_takes_arrays_of_each_layout_and_leaves_alpha_out() -> None:
    rgb = noise(4, 6)
    rgba = np.dstack([rgb, np.zeros((4, 6), np.uint8)])
    for frame in (Frame(rgb), Frame(rgba), Frame(np.moveaxis(rgb, -1, 0), layout="chw")):
        assert (frame.width, frame.height, frame.format) == (6, 4, "rgb24")
        assert np.array_equal(frame.rgb(), rgb)
        assert np.array_equal(np.asarray(frame), rgb)


def test_takes_images_of_every_mode() -> None:
    rgb = noise(4, 6)
    assert np.array_equal(Frame(Image.fromarray(rgb)).rgb(), rgb)
    grey = Frame(Image.fromarray(rgb[:, :, 0]))
    assert np.array_equal(grey.rgb()[:, :, 2], rgb[:, :, 0])


@pytest.mark.parametrize(
    ("value_range", "values", "expected"),
    [
        ((0, 1), [0.0, 0.5, 1.0, 2.0, -1.0, np.nan], [0, 128, 255, 255, 0, 0]),
        ((-1, 1), [-1.0, 0.0, 1.0], [0, 128, 255]),
        ((0, 255), [0.0, 1.4, 254.6], [0, 1, 255]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_are_scaled_from_what_is_black_and_white(
    dtype: Any, value_range: tuple[float, float], values: list[float], expected: list[int]
) -> None:
    array = np.repeat(np.array(values, dtype)[None, :, None], 3, axis=2)
    assert Frame(array, range=value_range).rgb()[0, :, 0].tolist() == expected


def test_a_batch_is_a_list_of_frames() -> None:
    batch = np.stack([noise(4, 6), noise(4, 6) // 2])
    frames = Frame.batch(np.moveaxis(batch, -1, 1), layout="chw")
    assert [np.array_equal(frame.rgb(), picture) for frame, picture in zip(frames, batch, strict=True)] == [True, True]


def test_i420_is_kept_as_it_is() -> None:
    data = i420.pack_i420(noise(4, 6))
    frame = Frame.from_i420(data.tobytes(), 6, 4, metadata={"a": 1})
    assert (frame.data.tobytes(), frame.format, frame.json()) == (data.tobytes(), "i420", {"a": 1})
    assert frame.with_metadata(b"\x00").metadata == b"\x00"


def test_a_picture_whose_rgb_is_larger_than_a_slot_becomes_i420() -> None:
    frame = Frame(np.zeros((4_000, 6_000, 3), np.uint8))
    assert (frame.format, frame.data.size) == ("i420", i420.i420_size(6_000, 4_000))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: Frame("x"),
            "a picture is an array of shape (height, width, 3) or (count, height, width, 3), a torch ",
        ),
        (lambda: Frame(np.zeros((4, 4), np.uint8)), "with layout hwc a picture has 3 or 4 channels last"),
        (
            lambda: Frame(np.zeros((3, 4, 5), np.uint8)),
            "(got a uint8 array of shape (3, 4, 5)); reshape it, or wrap it",
        ),
        (
            lambda: Frame(np.zeros((4, 4, 3), np.int32)),
            "a picture has numbers of the type uint8, or floats with a range",
        ),
        (lambda: Frame(np.zeros((4, 4, 3))), "a picture of floats needs to say what is black and white"),
        (lambda: Frame(np.zeros((4, 4, 3)), range=(1, 0)), "range names black, then white (got (1, 0))"),
        (lambda: Frame(np.zeros((4, 4, 3)), layout="wch"), "layout is 'hwc' or 'chw' (got 'wch')"),  # type: ignore[arg-type]
        (lambda: Frame(np.zeros((0, 4, 3), np.uint8)), "has from 1 to 16384 pixels a side"),
        (lambda: Frame(np.zeros((2, 4, 4, 3), np.uint8)), "which is a batch); use Frame.batch(…)"),
        (lambda: Frame.batch(np.zeros((4, 4, 3), np.uint8)), "a batch has four dimensions"),
        (
            lambda: Frame.from_i420(b"123", 2, 2),
            "a picture of 2x2 has 6 bytes in I420 (got a uint8 array of shape (3,))",
        ),
        (lambda: Frame(noise(2, 2), metadata=b"x" * 16_385), "carries at most 16384 bytes of metadata (got 16385)"),
        (lambda: Frame(noise(2, 2), metadata={"a": object()}), "metadata cannot be represented in JSON"),
        (lambda: Frame(noise(2, 2), metadata=5), "metadata is a dict or bytes (got 5)"),  # type: ignore[arg-type]
    ],
)
def test_refuses_what_is_no_picture_and_says_what_is(make: Any, text: str) -> None:
    with pytest.raises(ReactorError) as raised:
        make()
    assert raised.value.code == "bad_frame"
    assert text in str(raised.value)
