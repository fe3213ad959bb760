"""A block of sound, as a model receives and emits it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ReactorError, describe_value

_SLOWEST_RATE = 8_000
_FASTEST_RATE = 192_000
_FULL_SCALE = 32_767


class Samples:
    """A block of sound.

    ``data`` has 16-bit integers, or floats in [-1, 1] (louder ones are clipped, NaN is silence), of shape ``(count,)``
    or ``(count, channels)`` with one or two channels, left first. ``rate`` is a whole number of samples a second, from
    8000 to 192000; what is emitted is resampled to 48000. Raises ``bad_audio``.
    """

    def __init__(self, data: Any, rate: int) -> None:
        found = data.detach().cpu().numpy() if hasattr(data, "detach") else data
        if not isinstance(found, np.ndarray) or not (
            found.dtype == np.int16 or np.issubdtype(found.dtype, np.floating)
        ):
            raise ReactorError(
                "bad_audio",
                f"samples are an array of int16, or of floats in [-1, 1] (got {describe_value(data)}); convert them",
            )
        if found.ndim not in (1, 2) or (found.ndim == 2 and found.shape[1] not in (1, 2)):
            raise ReactorError(
                "bad_audio",
                f"samples have the shape (count,), or (count, channels) with 1 or 2 channels "
                f"(got {describe_value(data)}); transpose or mix them",
            )
        if isinstance(rate, bool) or int(rate) != rate or not _SLOWEST_RATE <= rate <= _FASTEST_RATE:
            raise ReactorError(
                "bad_audio",
                f"the sample rate is a whole number from {_SLOWEST_RATE} to {_FASTEST_RATE} (got {rate!r}); "
                "pass the rate of the samples",
            )
        self.data: NDArray[Any] = found
        self.rate = int(rate)

    @classmethod
    def silence(cls, seconds: float, rate: int = 48_000) -> Samples:
        """So much silence, in one channel."""
        if not seconds >= 0:
            raise ReactorError("bad_audio", f"silence lasts 0 s or longer (got {seconds}); give its length in seconds")
        return cls(np.zeros(round(seconds * rate), np.int16), rate)

    @classmethod
    def join(cls, blocks: Sequence[Samples]) -> Samples:
        """Several blocks of the same rate and channels as one, in 16 bits, as reads of an input return them."""
        if not blocks:
            raise ReactorError("bad_audio", "no samples to join; pass at least one block")
        first = blocks[0]
        for block in blocks:
            if (block.rate, block.channels) != (first.rate, first.channels):
                raise ReactorError(
                    "bad_audio",
                    f"cannot join {first!r} and {block!r}; convert them to the same rate and number of channels first",
                )
        joined = np.concatenate([block.int16().reshape(-1, first.channels) for block in blocks])
        return cls(joined if first.channels == 2 else joined[:, 0], first.rate)

    def __len__(self) -> int:
        """Samples of one channel."""
        return int(self.data.shape[0])

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.data.ndim == 1 else int(self.data.shape[1])

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self) / self.rate

    def int16(self) -> NDArray[np.int16]:
        """As 16-bit samples; ``data`` itself where it already is."""
        if self.data.dtype == np.int16:
            return self.data
        return quantised(self.data)

    def float32(self) -> NDArray[np.float32]:
        """As floats in [-1, 1]; ``data`` itself where it already is."""
        if self.data.dtype == np.int16:
            return np.maximum(self.data.astype(np.float32) / _FULL_SCALE, -1)
        return np.nan_to_num(self.data.astype(np.float32, copy=False))

    def mono(self) -> Samples:
        """One channel: the mean of the two, or the samples themselves."""
        if self.data.ndim == 1:
            return self
        if self.channels == 1:
            return Samples(self.data[:, 0], self.rate)
        if self.data.dtype == np.int16:
            total = self.data.astype(np.int32).sum(axis=1)
            return Samples((total // 2).astype(np.int16), self.rate)
        return Samples(self.data.mean(axis=1), self.rate)

    def __repr__(self) -> str:
        return f"<Samples {self.seconds * 1000:.0f} ms, {'mono' if self.channels == 1 else 'stereo'}, {self.rate} Hz>"


def quantised(samples: NDArray[Any]) -> NDArray[np.int16]:
    """Floats in [-1, 1] as 16-bit samples; others are clipped, NaN is silence."""
    scaled = np.nan_to_num(samples.astype(np.float32, copy=False)).clip(-1, 1) * _FULL_SCALE
    return np.round(scaled).astype(np.int16)
