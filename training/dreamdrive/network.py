"""The network: what it remembers of the world, how that changes, and how it looks."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as f
from torch import Tensor, nn

from styles import LOOKS
from world import ACTIONS, CARS, DESCRIBED, FAR, HORIZON, ROAD, SHARPEST, VERGE

MEMORY = 384
"""Numbers that the network keeps from one frame to the next: all that there is of the world."""

COLUMNS, ROWS = 32, 18
"""The grid that it paints on before it is drawn up: twice to 128x72, then to four times that."""

WIDTH, HEIGHT = 128, 72
STYLES = len(LOOKS)
CHANNELS, FINE = 48, 24
BASES = 48


class Dynamics(nn.Module):
    """Memory and what was done -> memory a frame later."""

    def __init__(self) -> None:
        super().__init__()
        self.think = nn.Sequential(nn.Linear(MEMORY + ACTIONS, 256), nn.SiLU(), nn.Linear(256, 256), nn.SiLU())
        self.cell = nn.GRUCell(256 + ACTIONS, MEMORY)

    def forward(self, memory: Tensor, actions: Tensor) -> Tensor:
        thought = self.think(torch.cat([memory, actions], 1))
        return self.cell(torch.cat([thought, actions], 1), memory)


class Start(nn.Module):
    """A world as numbers -> memory. In training every drive begins with it; at run time one world does."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(DESCRIBED, 256), nn.SiLU(), nn.Linear(256, MEMORY), nn.Tanh())

    def forward(self, described: Tensor) -> Tensor:
        return self.layers(described)


def _bases() -> Tensor:
    """What the painter's maps begin as, shape (BASES, ROWS, COLUMNS): slopes and waves."""
    y, x = torch.meshgrid(torch.linspace(-1, 1, ROWS), torch.linspace(-1, 1, COLUMNS), indexing="ij")
    ground = (y + 0.16).clamp(min=0)
    depth = 1 / (ground + 0.05)
    maps = [
        torch.ones_like(x),
        x,
        y,
        x * y,
        x * x,
        y * y,
        (y > -0.16).float(),
        ground,
        x * ground,
        depth / 20,
        x * depth / 20,
    ]
    for period in (4, 8, 12, 24):
        wave = (ground > 0.04) * torch.exp(-depth / (2 * period))
        maps += [wave * torch.sin(2 * math.pi * depth / period), wave * torch.cos(2 * math.pi * depth / period)]
    maps += [torch.randn_like(x) * 0.5 for _ in range(BASES - len(maps))]
    return torch.stack(maps)


class Block(nn.Module):
    """Looks around, twice; the style decides how strongly each channel answers."""

    def __init__(self, channels: int, memory: int, spread: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=spread, dilation=spread)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.tune = nn.Linear(memory, 2 * channels)
        self.strength = nn.Parameter(torch.full((), 0.5))

    def forward(self, seen: Tensor, mood: Tensor) -> Tensor:
        scale, shift = self.tune(mood)[:, :, None, None].chunk(2, 1)
        inner = self.first(seen) * (1 + scale) + shift
        return seen + self.strength * self.second(f.silu(inner))


class Sight(nn.Module):
    """
    Where the network's cars and its gate are in the picture: the one thing that is given, not learned.

    For each, four maps of twice the grid: whether a point is on it, where on it, and how large a point is there.
    """

    def __init__(self) -> None:
        super().__init__()
        w, u = torch.meshgrid(
            (torch.arange(2 * ROWS) + 0.5) / ROWS - 1,
            ((torch.arange(2 * COLUMNS) + 0.5) / COLUMNS - 1) * 16 / 9,
            indexing="ij",
        )
        self.register_buffer("u", u.contiguous(), persistent=False)
        self.register_buffer("w", w.contiguous(), persistent=False)

    def forward(self, told: Tensor) -> Tensor:
        lateral, near, far = told[:, 1] * VERGE, told[:, 2] * SHARPEST, told[:, 3] * SHARPEST
        maps = []
        for i in range(CARS + 1):
            there, depth, inverse = (told[:, 20 + 5 * i + k] for k in range(3))
            z = torch.where(inverse > 0.1, 1 / inverse.clamp(min=0.1), depth.clamp(0.02, 1.1) * FAR)
            place = told[:, 20 + 5 * i + 3] * ROAD * 0.7 if i < CARS else torch.zeros_like(z)
            width, height = (1.3, 1.3) if i < CARS else (2 * ROAD + 1.6, 3.4)
            middle = 0.5 * near * z * z + (far - near) * z * z * z / 90
            across = (self.u - ((place + middle - lateral) / z)[:, None, None]) * (z / width)[:, None, None]
            up = (HORIZON + 1 / z[:, None, None] - self.w) * (z / height)[:, None, None]
            on = (across.abs() < 0.6) & (up > -0.15) & (up < 1.05) & (there > 0.5)[:, None, None]
            point = (z / (ROWS * width))[:, None, None].expand_as(across).clamp(max=2)
            maps += [on * part for part in (torch.ones_like(across), 2 * across, 2 * up - 1, point)]
        return torch.stack(maps, 1)


class Painter(nn.Module):
    """
    Memory, what the network knows in numbers, and a mix of styles -> picture of 128x72, and what it was painted from.

    The numbers are in the memory already, but some of them as faint differences that a painter would take long to see.
    """

    def __init__(self) -> None:
        super().__init__()
        known = MEMORY + DESCRIBED
        self.mood = nn.Sequential(nn.Linear(known + STYLES, 192), nn.SiLU(), nn.Linear(192, 128), nn.SiLU())
        self.weights = nn.Linear(known + 128, CHANNELS * BASES)
        self.bases = nn.Parameter(_bases())
        self.coarse = nn.ModuleList([Block(CHANNELS, 128), Block(CHANNELS, 128, 2), Block(CHANNELS, 128)])
        self.up = nn.Conv2d(CHANNELS, 4 * FINE, 3, padding=1)
        self.sight = Sight()
        self.objects = nn.Sequential(
            nn.Conv2d(4 * (CARS + 1), 32, 3, padding=1), nn.SiLU(), nn.Conv2d(32, FINE, 3, padding=1)
        )
        self.fine = nn.ModuleList([Block(FINE, 128), Block(FINE, 128)])
        self.out = nn.Conv2d(FINE, 12, 3, padding=1)

    def forward(self, memory: Tensor, told: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
        known = torch.cat([memory, told], 1)
        mood = self.mood(torch.cat([known, style], 1))
        weights = self.weights(torch.cat([known, mood], 1)).view(-1, CHANNELS, BASES)
        seen = (weights @ self.bases.flatten(1) / math.sqrt(BASES)).view(-1, CHANNELS, ROWS, COLUMNS)
        for block in self.coarse:
            seen = block(seen, mood)
        seen = f.pixel_shuffle(self.up(f.silu(seen)), 2) + self.objects(self.sight(told))
        for block in self.fine:
            seen = block(seen, mood)
        return torch.sigmoid(f.pixel_shuffle(self.out(f.silu(seen)), 2)), seen


class Sharpener(nn.Module):
    """The small picture and what it was painted from -> four times the size, 512x288."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(FINE // 4 + 3, 28, 3, padding=1)
        self.inner = nn.Conv2d(28, 28, 3, padding=1)
        self.out = nn.Conv2d(28, 48, 3, padding=1)

    def forward(self, picture: Tensor, seen: Tensor) -> Tensor:
        inner = f.silu(self.enter(torch.cat([f.pixel_shuffle(seen, 2), picture], 1)))
        inner = inner + f.silu(self.inner(inner))
        large = f.interpolate(picture, scale_factor=4, mode="bilinear", align_corners=False)
        return (large + f.pixel_shuffle(self.out(inner), 4)).clamp(0, 1)


class Drive(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.start = Start()
        self.dynamics = Dynamics()
        self.told = nn.Linear(MEMORY, DESCRIBED)
        """What the network knows of the world, in numbers."""
        self.painter = Painter()
        self.sharpener = Sharpener()
