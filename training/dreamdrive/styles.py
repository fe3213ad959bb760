"""Six looks of the same world. Every look has the same numbers, so that looks can be mixed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COLORS = [
    "sky",  # at the top
    "low_sky",  # at the horizon, and what the distance fades to
    "sun",
    "hills",
    "peaks",  # of the hills, and the ridge behind them
    "ground",
    "ground_band",
    "road",
    "road_band",
    "kerb",
    "kerb_band",
    "dash",
    "trunk",
    "crown",
    "crown_light",
    "gate",
    "other_car",
    "own_car",
]

NUMBERS = [
    "sun_size",
    "sun_height",
    "hill_height",
    "haze",  # distance at which two thirds of a colour are gone
    "crown_width",
    "crown_height",
    "crown_point",  # 1: a cone; near 0: a column
    "crown_round",  # above 0: narrow at its foot as well
    "trunk_height",
    "trunk_width",
    "glow",  # of lights, gates and kerbs, as at night
]

NAMES = ["meadow", "desert", "winter", "neon", "mars", "candy"]

_LOOKS: dict[str, tuple[str, list[float]]] = {
    "meadow": (
        "3f8fe0 bfe3f5 fff6c8 5f9a6a 8fb7c9 58a63c 4c9733 5b5f66 64686f "
        "f4f4f4 d23a2e f4f4f4 6b4a2b 2f7d32 62b04a c9a26b 2c5fb8 d8262c",
        [0.16, 0.42, 0.16, 30, 1.15, 1.7, 0.5, 0.45, 0.55, 0.14, 0.0],
    ),
    "desert": (
        "38306e f79a5a fff0a0 a8553c 6d3f56 d99a57 cf8c4a 6b5750 735e56 "
        "f2d7a6 b5562f f7e3b5 4d7a4a 4d8a52 7fae5e b8743f 3b6f73 efe6d2",
        [0.3, 0.16, 0.22, 26, 0.34, 2.1, 0.12, 0.0, 0.1, 0.3, 0.15],
    ),
    "winter": (
        "9fb6cc e9f0f6 ffffff b9c9d8 e3ebf2 eef3f8 dfe8f0 7d8894 87929d "
        "3f6f9f e8eef4 dfe9f2 5a4636 3d6b62 e6f1f5 7f98ad a33b3b 2f4f7f",
        [0.12, 0.3, 0.3, 16, 1.1, 2.9, 1.0, 0.02, 0.3, 0.14, 0.05],
    ),
    "neon": (
        "07041c 3d0f5e ff4fa0 1a0f45 7a1fa8 0c0824 150c38 120e26 181230 "
        "19e0ff ff2fb0 19e0ff 1c1450 6a17d6 19e0ff ff2fb0 ffb000 19e0ff",
        [0.42, 0.3, 0.2, 34, 0.95, 2.2, 1.0, 0.0, 0.0, 0.06, 1.0],
    ),
    "mars": (
        "5a2a1e e0a078 dff1ff 8a3b22 b5623c b4512c a54625 7a4632 824c37 "
        "f0c8a0 6a2a18 f0d0b0 5a2c22 8f3f2a d98a5a 9fd8e0 d8d8d0 f2f2f2",
        [0.07, 0.5, 0.34, 20, 1.5, 1.1, 0.7, 0.1, 0.0, 0.2, 0.1],
    ),
    "candy": (
        "8fd8ff ffd6ec fffbe0 ff9ecb c9a6ff a8f0c0 93e6b0 b58ad8 bd94de "
        "ffffff ff5f9e fff7a0 ffffff ff6fae ffd23f 6fd0ff ff9a3c 7a4fe0",
        [0.22, 0.36, 0.2, 36, 1.25, 1.5, 0.5, 0.5, 1.3, 0.09, 0.0],
    ),
}


def _row(name: str) -> list[float]:
    colors, numbers = _LOOKS[name]
    return [int(color[i : i + 2], 16) / 255 for color in colors.split() for i in (0, 2, 4)] + numbers


LOOKS: NDArray[np.float32] = np.array([_row(name) for name in NAMES], np.float32)
"""Shape (looks, 3 * colours + numbers); a mix of rows is a look as well."""
