"""Torch tensors as pictures: converted on their own device, so that little is copied from a GPU."""

from __future__ import annotations

from typing import Any

from .i420 import i420_size
from .pixel_arrays import Layout, Pictures, Range, check_size, needs_range, ready, shape_of, wrong_type


def tensor_pictures(tensor: Any, layout: Layout | None, value_range: Range | None) -> Pictures:
    """Read a tensor of one picture or of a batch. Raises ``bad_frame``."""
    import torch

    channels_first = tensor.dim() in (3, 4) and tensor.shape[-3] in (3, 4)
    layout = layout or ("chw" if channels_first and tensor.shape[-1] not in (3, 4) else "hwc")
    _, height, width = shape_of(tensor, layout)
    check_size(width, height)
    batched = tensor.dim() == 4
    with torch.inference_mode():
        pixels = tensor.detach()
        pixels = pixels if batched else pixels[None]
        planar = pixels if layout == "chw" else pixels.movedim(-1, -3)
        planar = planar[:, :3]
        if planar.is_floating_point():
            if value_range is None:
                raise needs_range(tensor)
            black, white = value_range
            planar = (planar.float() - black) * (255 / (white - black))
            planar = planar.nan_to_num(0).clamp(0, 255).add(0.5).to(torch.uint8)
        elif planar.dtype != torch.uint8:
            raise wrong_type(tensor)
        if planar.device.type == "cpu":
            rgb: Any = planar.movedim(-3, -1).contiguous().numpy()
            return ready(rgb, width, height, batched)
        packed = _pack_i420(planar.to(torch.int32), width, height).cpu().numpy()
    return Pictures("i420", list(packed), width, height, batched)


def _pack_i420(rgb: Any, width: int, height: int) -> Any:
    """RGB of shape (count, 3, height, width) as I420 of shape (count, bytes), as ``i420.pack_i420`` does it."""
    import torch

    red, green, blue = rgb.unbind(1)
    y = (66 * red + 129 * green + 25 * blue + 4224) >> 8
    odd = (0, width % 2, 0, height % 2)
    padded = torch.nn.functional.pad(rgb.float(), odd, mode="replicate").to(torch.int32) if any(odd) else rgb
    sums = padded[..., 0::2, 0::2] + padded[..., 0::2, 1::2] + padded[..., 1::2, 0::2] + padded[..., 1::2, 1::2]
    red, green, blue = (sums >> 2).unbind(1)
    u = (-38 * red - 74 * green + 112 * blue + 32896) >> 8
    v = (112 * red - 94 * green - 18 * blue + 32896) >> 8
    planes = torch.cat([plane.flatten(1) for plane in (y, u, v)], dim=1).to(torch.uint8)
    assert planes.shape[1] == i420_size(width, height)
    return planes
