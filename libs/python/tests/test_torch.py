"""Torch tensors as pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from reactor_worker import Frame, ReactorError
from reactor_worker.media.i420 import pack_i420

torch: Any = pytest.importorskip("torch", reason="torch is not installed")

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


def noise(*shape: int) -> Any:
    return torch.from_numpy(np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8))


def same(frame: Frame, rgb: Any) -> bool:
    """Whether the frame has the pixels: I420 where it was converted on its device."""
    if frame.format == "rgb24":
        return np.array_equal(frame.rgb(), rgb)
    return frame.data.tobytes() == pack_i420(np.ascontiguousarray(rgb)).tobytes()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(("height", "width"), [(4, 6), (5, 7), (1, 1), (48, 64)])
def test_takes_tensors_of_each_layout(device: str, height: int, width: int) -> None:
    rgb = noise(height, width, 3)
    frame = Frame(rgb.to(device), layout="hwc")
    assert (frame.width, frame.height) == (width, height)
    assert same(frame, rgb.numpy())
    assert same(Frame(rgb.movedim(-1, 0).to(device), layout="chw"), rgb.numpy())


@pytest.mark.parametrize("device", DEVICES)
def test_scales_floats_on_the_device(device: str) -> None:
    rgb = noise(4, 6, 3)
    for dtype in (torch.float16, torch.bfloat16, torch.float32):
        frame = Frame((rgb.float() / 255).to(dtype).movedim(-1, 0).to(device), range=(0, 1))
        expected = ((rgb.float() / 255).to(dtype).float() * 255 + 0.5).to(torch.uint8)
        assert same(frame, expected.numpy())


@pytest.mark.parametrize("device", DEVICES)
def test_a_batch_is_a_list_of_frames(device: str) -> None:
    batch = noise(3, 3, 48, 64).to(device)
    frames = Frame.batch(batch)
    assert [
        same(frame, picture.movedim(0, -1).cpu().numpy()) for frame, picture in zip(frames, batch, strict=True)
    ] == [True] * 3


def test_a_tensor_with_a_gradient_is_taken() -> None:
    assert Frame(torch.zeros(3, 4, 6, requires_grad=True), range=(0, 1)).rgb().shape == (4, 6, 3)


def test_a_device_makes_the_same_i420_as_numpy() -> None:
    from reactor_worker.media.torch_pixels import _pack_i420

    for height, width in ((4, 6), (5, 7), (1, 1), (720, 1280)):
        rgb = noise(height, width, 3)
        packed = _pack_i420(rgb.movedim(-1, 0)[None].to(torch.int32), width, height)
        assert packed[0].numpy().tobytes() == pack_i420(rgb.numpy()).tobytes()


@pytest.mark.parametrize(
    ("shape", "dtype", "text"),
    [
        (
            (3, 4, 6),
            "float32",
            "a picture of floats needs to say what is black and white (got a Tensor of shape (3, 4, 6))",
        ),
        ((3, 4, 6), "int64", "a picture has numbers of the type uint8, or floats with a range"),
        ((4, 6), "uint8", "a picture has 3 or 4 channels"),
    ],
)
def test_refuses_other_tensors(shape: tuple[int, ...], dtype: str, text: str) -> None:
    with pytest.raises(ReactorError) as raised:
        Frame(torch.zeros(shape, dtype=getattr(torch, dtype)))
    assert text in str(raised.value)
