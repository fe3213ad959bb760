"""A ReactorPipeline of the Python Reactor Runtime: a fire, made in batches, with the sound of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from reactor_runtime import (
    Audio,
    Idle,
    InputField,
    InputState,
    ModelMessage,
    Output,
    ReactorPipeline,
    Video,
    event,
)

WIDTH, HEIGHT = 160, 90
SCALE = 2
LOG = 8
FPS = 24
BATCH = 2
SAMPLES = 48_000 * BATCH // FPS


class Hearth(InputState):
    heat: float = InputField(default=0.6, ge=0, le=1, description="How high the flames reach.")
    wood: Literal["oak", "copper", "salt"] = InputField(default="oak", description="What burns gives its colour.")
    lit: bool = InputField(default=True, description="Whether it burns.")


class Burning(ModelMessage):
    """How the fire burns."""

    heat: float
    wood: str


class Fire(Output):
    main_video: Video
    main_audio: Audio


TINTS = {"oak": (1.0, 0.52, 0.16), "copper": (0.2, 0.9, 0.6), "salt": (1.0, 0.75, 0.1)}


class Embers(ReactorPipeline):
    """A fire to sit by."""

    fps = FPS
    state: Hearth

    @event(name="look", description="Say how the fire burns.")
    def look(self) -> Burning:
        return Burning(heat=self.state.heat, wood=self.state.wood)

    def inference(self) -> Iterator[Fire]:
        random = np.random.default_rng(3)
        flame = np.zeros((HEIGHT, WIDTH), np.float32)
        while True:
            if not self.state.lit and flame.max() < 0.01:
                yield Idle
                continue
            pictures = []
            for _ in range(BATCH):
                flame = burn(flame, self.state.heat if self.state.lit else 0.0, random)
                pictures.append(painted(flame, TINTS[self.state.wood]))
            yield Fire(main_video=np.stack(pictures), main_audio=crackle(float(flame.mean()), random))


def burn(flame: np.ndarray, heat: float, random: np.random.Generator) -> np.ndarray:
    """One frame later: hot air rises, spreads and cools."""
    fuel = np.repeat(random.random(WIDTH // LOG) < 0.35 + 0.6 * heat, LOG) * (heat > 0)
    below = np.roll(flame, -1, 0)
    below[-1] = np.maximum(fuel, 0.75 * flame[-1])
    wind = np.roll(below, random.integers(-1, 2), 1)
    spread = (below + wind + np.roll(below, 1, 1) + np.roll(below, -1, 1) + np.roll(flame, -2, 0)) / 5
    spread[-1] = below[-1]
    cooling = random.random(flame.shape, np.float32) * 0.04 * (1.25 - heat)
    return np.clip(spread - cooling, 0, 1)


def painted(flame: np.ndarray, tint: tuple[float, float, float]) -> np.ndarray:
    """Dark, then its colour, then white; twice as large."""
    glow = flame[..., None] ** (0.8 / np.array(tint))
    picture = (np.clip(glow * 1.25, 0, 1) * 255).astype(np.uint8)
    return picture.repeat(SCALE, 0).repeat(SCALE, 1)


def crackle(warmth: float, random: np.random.Generator) -> np.ndarray:
    """A rustle, and now and then a crack: 16-bit samples in one channel, 48000 a second."""
    sound = random.normal(0, 120 * warmth, SAMPLES)
    for start in np.flatnonzero(random.random(SAMPLES) < warmth / 6_000):
        length = min(400, SAMPLES - start)
        sound[start : start + length] += random.normal(0, 5_000, length) * np.exp(-np.arange(length) / 60)
    return sound.clip(-32_768, 32_767).astype(np.int16)
