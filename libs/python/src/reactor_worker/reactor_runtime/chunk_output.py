"""What a model of the Reactor Runtime emitted, as an output of this package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..channel.limits import WIRE_SAMPLE_RATE
from ..errors import ReactorError, describe_value
from ..media.frame import Frame
from ..media.samples import Samples, quantised
from .installed import MediaChunk, TrackData, TrackKind


def output_of(chunk: MediaChunk) -> dict[str, Any]:
    """The pictures and the sound of a chunk by track. Raises ``bad_frame`` or ``bad_audio``."""
    return {
        name: _pictures(track, chunk.n_frames) if track.info.kind is TrackKind.VIDEO else _sound(name, track.data)
        for name, track in chunk.bundle.tracks.items()
    }


def _pictures(track: TrackData, count: int) -> Frame | list[Frame]:
    data = track.data
    if getattr(data, "ndim", None) != 4:
        return _frame(track.info.name, data, track.metadata)
    each: Sequence[bytes | None] = track.metadata if isinstance(track.metadata, list) else [track.metadata] * count
    return [_frame(track.info.name, picture, metadata) for picture, metadata in zip(data, each, strict=True)]


def _frame(name: str, data: Any, metadata: Any) -> Frame:
    if not isinstance(data, np.ndarray) or data.dtype != np.uint8 or data.ndim != 3 or data.shape[2] != 3:
        raise ReactorError(
            "bad_frame",
            f"track {name} takes a uint8 array of shape (height, width, 3), or (count, height, width, 3) as a batch "
            f"(got {describe_value(data)}); convert it",
        )
    return Frame(data, layout="hwc", metadata=metadata)


def _sound(name: str, data: Any) -> Samples:
    """Sound in one channel, at 48000 samples a second whatever its track declares, as the Reactor Runtime takes it."""
    if not isinstance(data, np.ndarray) or data.ndim not in (1, 2) or data.dtype.kind not in "iuf":
        raise ReactorError(
            "bad_audio",
            f"track {name} takes an array of int16, or of floats in [-1, 1], of shape (count,) or (channels, count) "
            f"(got {describe_value(data)}); convert it",
        )
    mono = data if data.ndim == 1 else data.mean(axis=0) if len(data) != 1 else data[0]
    # The mean of whole numbers is a float, but not one of a sound in [-1, 1].
    return Samples(quantised(mono) if data.dtype.kind == "f" else _whole(mono), WIRE_SAMPLE_RATE)


def _whole(samples: NDArray[Any]) -> NDArray[np.int16]:
    return np.rint(samples).clip(-32_768, 32_767).astype(np.int16)
