"""Trains the network on the game: `python train.py --minutes 60 --out drive.pt`.

Three parts: how the world moves, without a picture; then how it looks, at 128x72; then the sharpener.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as f
from numpy.typing import NDArray
from torch import Tensor, nn

from network import HEIGHT, WIDTH, Drive
from picture import draw
from styles import LOOKS
from world import CARS, HORIZON, Chance, Drivers, World, actions_of

DRIVES = 32
"""Cars that drive side by side."""

FRAMES = 10
"""That the network runs on before it learns from them; what it remembers then goes on."""

FORGET = 0.03
"""Share of the drives that begin anew each time, with any world of the game: a drive lasts some 200 frames."""

SHARE_OF_DYNAMICS, SHARE_OF_SHARPENER = 0.15, 0.15
LARGE = 4


class Road:
    """Drives without end, and pictures of them."""

    def __init__(self, count: int, random: np.random.Generator) -> None:
        self.random = random
        self.world = World.start(count)
        self.chance = Chance(count, random)
        self.drivers = Drivers(count, random)
        for _ in range(400):
            self.step()

    def step(self) -> NDArray[np.float32]:
        """Moves all by a frame; returns what was done."""
        steer, throttle = self.drivers.drive(self.world)
        dice = self.chance.roll()
        self.world.step(steer, throttle, dice)
        return actions_of(steer, throttle, dice)

    def start_some_anew(self) -> None:
        """Puts a few at the start, as at run time."""
        where = self.random.random(len(self.world.speed)) < 0.02
        self.world.put(where, World.start(len(where)))


def busy(world: World, random: np.random.Generator) -> World:
    """The same worlds with cars and gates near by in most of them."""
    world = world.copy()
    count = len(world.speed)

    def somewhere(nearest: float) -> NDArray[np.float32]:
        return (1 / random.uniform(1 / 30, 1 / nearest, count)).astype(np.float32)

    for i in range(CARS):
        put = random.random(count) < 0.7 - 0.3 * i
        world.car_z[:, i] = np.where(put, somewhere(1.3), world.car_z[:, i])
        world.car_lane[:, i] = np.where(put, random.uniform(-1, 1, count), world.car_lane[:, i])
    world.gate_z = np.where(random.random(count) < 0.3, somewhere(1.2), world.gate_z).astype(np.float32)
    return world


def mixes(count: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Styles, shape (count, styles): most pure, some between two."""
    one, other = random.integers(0, len(LOOKS), (2, count))
    share = np.where(random.random(count) < 0.6, 1, random.random(count)).astype(np.float32)
    rows = np.eye(len(LOOKS), dtype=np.float32)
    return rows[one] * share[:, None] + rows[other] * (1 - share[:, None])


def pictures_of(world: World, mix: NDArray[np.float32]) -> Tensor:
    drawn = draw(world, mix @ LOOKS, (WIDTH, HEIGHT))
    return torch.from_numpy(drawn).permute(0, 3, 1, 2).float() / 255


def _importance() -> Tensor:
    """More where the road comes from: what is small there fills the picture a second later."""
    w = torch.linspace(-1, 1, HEIGHT)
    return (1 + 2 * torch.exp(-(((w - HORIZON - 0.04) / 0.14) ** 2)))[None, None, :, None]


IMPORTANCE = _importance()


def picture_loss(painted: Tensor, true: Tensor, importance: Tensor | float) -> Tensor:
    """Differences of colours, and of edges."""
    off = painted - true
    down, right = off[:, :, 1:] - off[:, :, :-1], off[:, :, :, 1:] - off[:, :, :, :-1]
    return (off.abs() * importance).mean() + 0.5 * (down.abs().mean() + right.abs().mean())


class Schedule:
    """The learning rate over a stretch of time: a short rise, then half a wave down to a part of the top."""

    def __init__(self, optimizer: torch.optim.Optimizer, minutes: float, top: float, end: float = 0.02) -> None:
        self.optimizer, self.seconds, self.top, self.end = optimizer, minutes * 60, top, end
        self.started = time.monotonic()

    def steps(self) -> Iterator[tuple[int, float]]:
        """Counts steps until the time is over, with the part of it that is."""
        count = 0
        while (done := (time.monotonic() - self.started) / self.seconds) < 1:
            rate = self.top * min(1, (count + 1) / 100) * (self.end + (1 - self.end) * 0.5 * (1 + np.cos(np.pi * done)))
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            yield count, done
            count += 1


class Average:
    """The weights as they were on average of late: quieter than the last ones."""

    def __init__(self, model: nn.Module) -> None:
        self.weights = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def take(self, model: nn.Module, step: int) -> None:
        keep = min(0.998, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            self.weights[name].lerp_(value.detach(), 1 - keep)


def world_told(model: Drive, memory: Tensor) -> World:
    """The world that the network believes in."""
    with torch.no_grad():
        return World.of_described(model.told(memory).numpy())


class Drives:
    """
    Drives that happen in the network alone.

    In every frame the game goes on from what the network believes, and that is what the network has to arrive at.
    Compared with one true game, a small error of speed would grow into stripes at the wrong place, and the network
    would learn to paint none.
    """

    def __init__(self, model: Drive, count: int, random: np.random.Generator) -> None:
        self.model, self.random = model, random
        self.road = Road(count, random)
        self.chance, self.drivers = Chance(count, random), Drivers(count, random)
        self.memory: Tensor | None = None

    def run(self, frames: int) -> tuple[Tensor, Tensor]:
        """
        Returns:
            the memory of each drive at the end, shape (drives, MEMORY), and how far that is from where the game went
        """
        model, road = self.model, self.road
        count = len(road.world.speed)
        described = torch.from_numpy(road.world.described())
        memory = model.start(described)
        knowing = f.smooth_l1_loss(model.told(memory), described, beta=0.1)
        if self.memory is not None:
            anew = torch.from_numpy(self.random.random(count) < FORGET)[:, None]
            memory = torch.where(anew, memory, self.memory)
        told, targets = [], []
        for _ in range(frames):
            world = world_told(model, memory)
            steer, throttle = self.drivers.drive(world)
            dice = self.chance.roll()
            memory = model.dynamics(memory, torch.from_numpy(actions_of(steer, throttle, dice)))
            world.step(steer, throttle, dice)
            told.append(model.told(memory))
            targets.append(torch.from_numpy(world.described()))
            road.step()
        knowing = knowing + f.smooth_l1_loss(torch.stack(told), torch.stack(targets), beta=0.1)
        self.memory = memory.detach()
        road.start_some_anew()
        return memory, knowing


def train_dynamics(model: Drive, minutes: float, seed: int) -> None:
    """How the world moves, without a picture: that costs little, so that it can be practised long."""
    drives = Drives(model, 64, np.random.default_rng(seed))
    learned = [*model.start.parameters(), *model.dynamics.parameters(), *model.told.parameters()]
    optimizer = torch.optim.AdamW(learned, lr=1e-3, weight_decay=1e-4)
    average = Average(model)
    total = 0.0
    for step, done in Schedule(optimizer, minutes, 1.5e-3).steps():
        _, knowing = drives.run(FRAMES)
        optimizer.zero_grad()
        knowing.backward()
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        average.take(model, step)
        total += float(knowing.detach())
        if step % 100 == 99:
            print(f"{100 * done:5.1f}%  step {step + 1}  knowing {total / 100:.4f}", flush=True)
            total = 0.0
    model.load_state_dict(average.weights)


def train_painter(model: Drive, minutes: float, seed: int, out: Path) -> None:
    """How the world looks. It moves as it has learned to."""
    random = np.random.default_rng(seed)
    drives = Drives(model, DRIVES, random)
    optimizer = torch.optim.AdamW(model.painter.parameters(), lr=1e-3, weight_decay=1e-4, betas=(0.9, 0.99))
    average = Average(model)
    total = 0.0
    for step, done in Schedule(optimizer, minutes, 2.5e-3).steps():
        with torch.no_grad():
            memory, _ = drives.run(3)
            # Half of them with more on the road than one meets: a car that is near is rare, and worth looking at.
            met = model.start(torch.from_numpy(busy(drives.road.world, random).described()))
            memory = torch.where(torch.arange(DRIVES)[:, None] % 2 == 0, memory, met)
            told = model.told(memory)
        mix = mixes(DRIVES, random)
        true = pictures_of(world_told(model, memory), mix)
        with torch.autocast("cpu", torch.bfloat16):
            painted, _ = model.painter(memory, told, torch.from_numpy(mix))
        painting = picture_loss(painted.float(), true, IMPORTANCE)
        optimizer.zero_grad()
        painting.backward()
        nn.utils.clip_grad_norm_(model.painter.parameters(), 1.0)
        optimizer.step()
        average.take(model, step)
        total += float(painting.detach())
        if step % 50 == 49:
            print(f"{100 * done:5.1f}%  step {step + 1}  pictures {total / 50:.4f}", flush=True)
            total = 0.0
        if step % 100 == 99:
            torch.save(average.weights, out)
    model.load_state_dict(average.weights)


def train_sharpener(model: Drive, minutes: float, seed: int) -> None:
    count, patch = 24, 32
    random = np.random.default_rng(seed)
    road = Road(count, random)
    optimizer = torch.optim.AdamW(model.sharpener.parameters(), lr=1e-3, weight_decay=1e-4)
    average = Average(model.sharpener)
    total = 0.0
    schedule = Schedule(optimizer, minutes, 2e-3)
    for step, done in schedule.steps():
        for _ in range(3):
            road.step()
        mix = mixes(count, random)
        with torch.no_grad():
            memory = model.start(torch.from_numpy(road.world.described()))
            world = world_told(model, memory)
            small, seen = model.painter(memory, model.told(memory), torch.from_numpy(mix))
        # Parts with whole cells of the grid that the painter worked on.
        x, y = (
            random.integers(0, (WIDTH - patch) // 2 + 1, count) * 2,
            random.integers(0, (HEIGHT - patch) // 2 + 1, count) * 2,
        )
        y = np.where(random.random(count) < 0.5, 14 + 2 * (y % 8), y)
        parts = torch.stack([small[i, :, y[i] : y[i] + patch, x[i] : x[i] + patch] for i in range(count)])
        rows, columns = y // 2, x // 2
        half = patch // 2
        seen = torch.stack([seen[i, :, rows[i] : rows[i] + half, columns[i] : columns[i] + half] for i in range(count)])
        window = (LARGE * patch, LARGE * patch, LARGE * x, LARGE * y)
        drawn = draw(world, mix @ LOOKS, (LARGE * WIDTH, LARGE * HEIGHT), window)
        true = torch.from_numpy(drawn).permute(0, 3, 1, 2).float() / 255
        with torch.autocast("cpu", torch.bfloat16):
            large = model.sharpener(parts, seen)
        # Beside a cut the convolutions see nothing: it does not count.
        rim = 3 * LARGE
        loss = picture_loss(large.float()[:, :, rim:-rim, rim:-rim], true[:, :, rim:-rim, rim:-rim], 1.0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        average.take(model.sharpener, step)
        total += float(loss.detach())
        if step % 100 == 99:
            print(f"{100 * done:5.1f}%  step {step + 1}  large pictures {total / 100:.4f}", flush=True)
            total = 0.0
    model.sharpener.load_state_dict(average.weights)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="weights of an earlier run: goes on with its second part")
    parser.add_argument("--out", type=Path, default=Path("drive.pt"))
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    model = Drive().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if options.resume is None:
        train_dynamics(model, options.minutes * SHARE_OF_DYNAMICS, options.seed)
    else:
        model.load_state_dict(torch.load(options.resume))
    share = 1 - SHARE_OF_DYNAMICS - SHARE_OF_SHARPENER
    train_painter(model, options.minutes * share, options.seed + 1, options.out)
    train_sharpener(model, options.minutes * SHARE_OF_SHARPENER, options.seed + 2)
    torch.save(model.state_dict(), options.out)


if __name__ == "__main__":
    main()
