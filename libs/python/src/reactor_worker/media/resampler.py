"""Sound from one sample rate to another."""

from __future__ import annotations

from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

_CROSSINGS = 32
"""Zero crossings of the filter on each side of its middle, at the lower of the two rates."""

_CUTOFF = 0.455
"""Where the filter begins to cut, as a part of the lower rate; with the transition it is silent from half of it on."""

_KAISER_BETA = 9.0
"""Shape of the Kaiser window: 90 dB between passband and stopband."""

_MAX_PHASES = 640
"""Positions between two input samples for which the filter is kept; positions between them take the nearest."""


class Resampler:
    """Brings one stream of sound to another rate, block after block.

    A windowed sinc that remembers the end of the block before, so that blocks of any length join without a seam.
    Positions are integers, so nothing drifts. The output lags behind the input by half the filter: 32 samples of the
    lower rate.
    """

    def __init__(self, source: int, target: int, channels: int) -> None:
        self.source = source
        self.channels = channels
        self._target = target
        stretch = max(1.0, source / target)
        self._reach = ceil(_CROSSINGS * stretch)
        self._phases = min(_MAX_PHASES, target // gcd(source, target))
        self._bank = _filters(self._phases, self._reach, stretch)
        self.reset()

    def reset(self) -> None:
        """Start another stream, in silence."""
        self._tail: NDArray[np.float32] = np.zeros((self._reach, self.channels), np.float32)
        self._at = self._reach
        self._part = 0

    def process(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take samples of shape (count, channels); return those that are final, likewise."""
        samples = np.concatenate([self._tail, block])
        room = (len(samples) - self._reach - self._at) * self._target - self._part
        count = 0 if room <= 0 else ceil(room / self.source)
        # Where each output sample lies: a whole input sample, and parts of `target` after it.
        steps = self._part + self.source * np.arange(count + 1, dtype=np.int64)
        places = self._at + steps // self._target
        parts = steps % self._target
        phases = np.rint(parts * self._phases / self._target).astype(np.int64)
        first = places[:count] - self._reach + 1
        window = first[:, None] + np.arange(2 * self._reach)
        out = np.einsum("ntc,nt->nc", samples[window], self._bank[phases[:count]])
        keep_from = int(places[count]) - self._reach + 1
        self._tail = samples[keep_from:]
        self._at = int(places[count]) - keep_from
        self._part = int(parts[count])
        return np.asarray(out, np.float32)


def _filters(phases: int, reach: int, stretch: float) -> NDArray[np.float32]:
    """The filter for each phase and the one after the last, ``2 * reach`` weights each."""
    phase = np.arange(phases + 1)[:, None] / phases
    distance = (phase + reach - 1 - np.arange(2 * reach)) / stretch
    inside = np.clip(1 - (distance / _CROSSINGS) ** 2, 0, None)
    window = np.where(np.abs(distance) <= _CROSSINGS, np.i0(_KAISER_BETA * np.sqrt(inside)) / np.i0(_KAISER_BETA), 0)
    return np.asarray(2 * _CUTOFF * np.sinc(2 * _CUTOFF * distance) * window / stretch, np.float32)
