"""A sun over a sea, painted by numpy: a model of one file."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from reactor_worker import Client, InputField, Message, Pipeline, State, command, model, on_connected

WIDTH, HEIGHT = 640, 360
HORIZON = HEIGHT * 3 // 5

Floats = NDArray[np.float32]

NIGHT_SKY = np.array([0.03, 0.05, 0.13], np.float32)
NOON_SKY = np.array([0.36, 0.62, 0.92], np.float32)
DUSK_SKY = np.array([0.98, 0.45, 0.20], np.float32)
SUN = np.array([1.0, 0.86, 0.55], np.float32)
SEA = np.array([0.04, 0.17, 0.27], np.float32)


class SunnyState(State):
    height: float = InputField(0.3, ge=-0.3, le=1, step=0.01, description="Of the sun; below 0 it has set")
    wind: float = InputField(0.4, ge=0, le=1, step=0.01, description="Calm to stormy")
    haze: float = InputField(0.5, ge=0, le=1, step=0.01, description="How far the sun's light spreads")


class Sky(Message):
    """What the time of day is called."""

    name: str
    height: float


@model(fps=24)
class Sunny(Pipeline):
    """A sun that rises and sets over a sea."""

    state: SunnyState

    def load(self, config: Path | None) -> None:
        self.x = np.linspace(-WIDTH / HEIGHT, WIDTH / HEIGHT, WIDTH, dtype=np.float32)[None, :]
        self.sky_y = np.linspace(2 * HORIZON / HEIGHT, 0, HORIZON, dtype=np.float32)[:, None]
        self.sea_y = np.linspace(0.004, 1, HEIGHT - HORIZON, dtype=np.float32)[:, None]
        self.shown = 0.0

    def inference(self) -> Iterator[NDArray[np.uint8]]:
        started = monotonic()
        while True:
            # The sun moves; it does not jump to where a client wants it.
            self.shown += (self.state.height - self.shown) * 0.12
            picture = np.concatenate([self._sky(), self._sea(monotonic() - started)])
            yield (picture.clip(0, 1) * 255).astype(np.uint8)

    @command
    def rise(self, height: float = InputField(0.9, ge=-0.3, le=1)) -> Sky:
        """Send the sun to a height."""
        self.state.height = height
        return self._named(height)

    @on_connected
    def greet(self, client: Client) -> None:
        client.send(self._named(self.state.height))

    def _named(self, height: float) -> Sky:
        name = "night" if height < 0 else "dusk" if height < 0.25 else "day"
        return Sky(name=name, height=height)

    def _light(self) -> Floats:
        """The sky's colour away from the sun."""
        day = np.float32(np.clip(self.shown * 2.5 + 0.2, 0, 1))
        return NIGHT_SKY + (NOON_SKY - NIGHT_SKY) * day

    def _sky(self) -> Floats:
        distance = np.sqrt(self.x**2 + (self.sky_y - self.shown) ** 2)[:, :, None]
        dusk = np.float32(np.clip(1 - abs(self.shown - 0.05) * 2.2, 0, 1))
        low = np.exp(-self.sky_y * (5 - 3 * self.state.haze))[:, :, None] * dusk
        glow = np.exp(-distance * (7 - 5 * self.state.haze))
        disc = np.clip((0.11 - distance) * 60, 0, 1)
        return self._light() * (1 - low) + DUSK_SKY * low + SUN * (0.7 * glow + disc)

    def _sea(self, seconds: float) -> Floats:
        depth = 1 / self.sea_y
        speed = 0.6 + 2 * self.state.wind
        waves = np.sin(depth * 7 + seconds * speed + 3 * self.x) + np.sin(
            depth * 13 - seconds * 1.7 * speed + 5 * self.x * depth
        )
        rough = 0.05 + 0.3 * self.state.wind
        column = np.exp(-((np.abs(self.x) / (0.06 + 0.5 * self.sea_y * rough * 3)) ** 2))
        sparkle = np.clip(waves * 0.5 * rough * 4 + column - 0.4, 0, 1) * column
        lit = np.float32(np.clip(self.shown + 0.25, 0, 1))
        body = SEA * (0.4 + lit) + self._light() * 0.35 * (1 - self.sea_y)[:, :, None]
        return body + (waves * rough * 0.08)[:, :, None] + SUN * (sparkle * lit * 1.4)[:, :, None]
