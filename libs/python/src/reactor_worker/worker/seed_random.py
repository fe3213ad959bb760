"""The random numbers of a model."""

from __future__ import annotations

import random
import sys

import numpy


def seed_random(seed: int) -> None:
    """Start the generators that models draw from: those of ``random`` and ``numpy``, and of ``torch`` where it is used.

    ``seed``: a whole number of 32 bits.
    """
    random.seed(seed)
    numpy.random.seed(seed)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)
