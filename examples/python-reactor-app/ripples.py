"""A ReactorApp of the Python Reactor Runtime: drops fall into water, and the light bends on its waves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from reactor_runtime import (
    ApplicationError,
    CommandError,
    InputField,
    InputState,
    MessageField,
    ModelMessage,
    Output,
    ReactorApp,
    TrackPayload,
    Video,
    event,
    session_started,
)

WIDTH, HEIGHT = 320, 180
MOST_DROPS = 32


class Water(InputState):
    calm: float = InputField(default=0.02, ge=0, le=0.2, description="How soon waves fade.")
    rain: float = InputField(default=0.15, ge=0, le=1, description="Chance of a drop in each frame.")
    paused: bool = InputField(default=False, description="Hold the water still.")


class Splashed(ModelMessage):
    """A drop fell."""

    drops: int = MessageField(description="All drops of this session.")


class Surface(Output):
    main_video: Video


class Step(NamedTuple):
    """What one step of the water needs."""

    keep: float
    drops: list[tuple[float, float]]


class Ripples(ReactorApp):
    """Water that one may touch."""

    fps = 30
    state: Water

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[float, float]] = []
        self.count = 0
        self.random = np.random.default_rng(7)
        self._still()

    @session_started
    def _still(self) -> None:
        self.now = np.zeros((HEIGHT, WIDTH), np.float32)
        self.before = np.zeros_like(self.now)
        self.waiting.clear()
        self.count = 0

    @event(name="splash", description="Let a drop fall.")
    def splash(
        self,
        x: float = InputField(default=0.5, ge=0, le=1, description="From the left."),
        y: float = InputField(default=0.5, ge=0, le=1, description="From the top."),
    ) -> Splashed:
        if len(self.waiting) >= MOST_DROPS:
            raise CommandError("too_wet", "Many drops are falling; wait for the next frame.")
        self.waiting.append((x, y))
        self.count += 1
        return Splashed(drops=self.count)

    async def process_input(self) -> Step:
        if self.state.paused:
            raise ApplicationError("the water is held still")
        drops = [*self.waiting]
        self.waiting.clear()
        if self.random.random() < self.state.rain:
            drops.append(tuple(self.random.random(2)))
        return Step(1 - self.state.calm, drops)

    def generate(self, step: Step) -> Surface:
        rows, columns = np.ogrid[:HEIGHT, :WIDTH]
        for x, y in step.drops:
            distance = (rows - y * HEIGHT) ** 2 + (columns - x * WIDTH) ** 2
            self.now -= 6 * np.exp(-distance / 18)
        around = sum(np.roll(self.now, shift, axis) for shift in (-1, 1) for axis in (0, 1))
        self.now, self.before = (around / 2 - self.before) * step.keep, self.now
        return Surface(main_video=TrackPayload(lit(self.now), metadata={"drops": self.count}))


def lit(height: np.ndarray) -> np.ndarray:
    """The water from above: deep blue, bright where its slope faces the light."""
    slope = np.roll(height, 1, 0) - np.roll(height, -1, 0) + np.roll(height, 1, 1) - np.roll(height, -1, 1)
    light = np.clip(0.42 + slope / 5, 0, 1.2)[..., None]
    depth = np.linspace(1.15, 0.75, HEIGHT)[:, None, None]
    picture = light * depth * (30, 150, 205) + np.clip(light - 0.75, 0, 1) * (420, 300, 160)
    return np.clip(picture, 0, 255).astype(np.uint8)
