"""The sound of one track, at the rate of its other side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .resampler import Resampler
from .samples import Samples, quantised


class SoundTrack:
    """One track's stream of sound.

    It keeps the end of the block before, so that blocks of any length join without a click; a change of rate or
    channels begins a new stream.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._resampler: Resampler | None = None

    def take(self, sound: Samples) -> NDArray[np.int16]:
        """The sound at the track's rate, in 16 bits, of shape (count, channels)."""
        channels = sound.channels
        if sound.rate == self.rate:
            self.reset()
            return sound.int16().reshape(-1, channels)
        known = self._resampler
        if known is None or (known.source, known.channels) != (sound.rate, channels):
            known = self._resampler = Resampler(sound.rate, self.rate, channels)
        return quantised(known.process(sound.float32().reshape(-1, channels)))

    def reset(self) -> None:
        """The next sound does not continue the last."""
        if self._resampler is not None:
            self._resampler.reset()
