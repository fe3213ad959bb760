"""The game that the network learns: a car on a road without end.

Lengths are in heights of the camera above the road, times in seconds, angles in radians. Many cars drive side by
side: every array has one entry a car.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FRAME_RATE = 24
STEP = 1 / FRAME_RATE

TOP_SPEED = 24.0
"""A length a frame: stripes of the road, four lengths apart at the least, are seen to move the right way."""

ROAD = 1.7
"""Half of the road's width."""

VERGE = 4.2
"""How far from the middle of the road one can drive."""

SHARPEST = 0.08
"""Curvature, one over a radius."""

FAR = 44.0
"""Where cars and gates come into sight."""

HORIZON = -0.16
"""Where it is in the picture, in half heights from the middle downwards."""

CARS = 2
TREE_SPACING = 12.0
PERIOD = 24.0
"""Everything along the road repeats in it: stripes every 4 and 8, trees every 12, bumps every 3 lengths."""

DESCRIBED = 20 + 5 * CARS + 3
"""Numbers that describe a world, see :meth:`World.described`."""

ACTIONS = 7
"""Steering and throttle, -1 to 1 each; then the dice of the world."""


@dataclass
class Dice:
    """What chance does to the world in one step; rolled outside of it, so that the network can be given the same."""

    bend: Floats
    """Curvature that the road turns to in the distance, -1 to 1."""
    car: Floats
    """1: a car comes into sight, if fewer than two are there."""
    lane: Floats
    """Where it drives, -1 to 1 of the road."""
    pace: Floats
    """How fast, 0 to 1."""
    gate: Floats
    """1: a gate comes into sight, if none is there."""


@dataclass
class World:
    speed: Floats
    """0 to 1 of the greatest."""
    lateral: Floats
    """Of the car from the middle of the road, to the right."""
    near: Floats
    far: Floats
    """Curvature where the car is, and in the distance."""
    heading: Floats
    distance: Floats
    shake: Floats
    """1 after a collision, then less."""
    lean: Floats
    brake: Floats
    car_z: Floats
    """Distance ahead, shape (n, CARS); 0: there is none."""
    car_lane: Floats
    car_pace: Floats
    gate_z: Floats

    @classmethod
    def start(cls, count: int) -> World:
        def zeros(*shape: int) -> Floats:
            return np.zeros((count, *shape), np.float32)

        one = {field.name: zeros() for field in fields(cls) if not field.name.startswith("car_")}
        return cls(**one, car_z=zeros(CARS), car_lane=zeros(CARS), car_pace=zeros(CARS))

    def put(self, where: NDArray[np.bool_], other: World) -> None:
        """Takes the cars of `other` at the places where `where` is true."""
        for field in fields(self):
            getattr(self, field.name)[where] = getattr(other, field.name)[where]

    def copy(self) -> World:
        return World(**{field.name: getattr(self, field.name).copy() for field in fields(self)})

    @property
    def off_road(self) -> Floats:
        return (np.abs(self.lateral) > ROAD).astype(np.float32)

    def step(self, steer: Floats, throttle: Floats, dice: Dice) -> None:
        """Moves all by one frame."""
        push = np.where(throttle > 0, 0.34 * throttle, 1.1 * throttle)
        drag = 0.06 + 0.24 * self.speed**2 + self.off_road * 1.6 * np.maximum(self.speed - 0.3, 0)
        self.speed = np.clip(self.speed + STEP * (push - drag), 0, 1).astype(np.float32)
        moved = self.speed * TOP_SPEED * STEP
        self.distance = np.mod(self.distance + moved, PERIOD).astype(np.float32)
        self.near += (self.far - self.near) * np.minimum(1, moved / 12)
        self.far += (SHARPEST * dice.bend - self.far) * np.minimum(1, moved / 22)
        self.heading = np.mod(self.heading + 0.35 * self.near * moved, 2 * np.pi).astype(np.float32)
        self.lean += (steer - self.lean) * 0.3
        self.brake += ((throttle < 0) - self.brake) * 0.5
        slide = 3.4 * self.lean * np.minimum(1, 3 * self.speed) - 30 * self.near * self.speed**2
        self.lateral = np.clip(self.lateral + STEP * slide, -VERGE, VERGE).astype(np.float32)
        self.shake *= 0.86
        self._move_cars(moved, dice)
        gone = np.where(self.gate_z > 0, self.gate_z - moved, 0)
        self.gate_z = np.where(gone > 0.8, gone, 0).astype(np.float32)
        self.gate_z = np.where((self.gate_z == 0) & (dice.gate > 0), FAR, self.gate_z).astype(np.float32)

    def _move_cars(self, moved: Floats, dice: Dice) -> None:
        arrived = dice.car > 0
        for i in range(CARS):
            there = self.car_z[:, i] > 0
            z = self.car_z[:, i] + (0.38 + 0.25 * self.car_pace[:, i]) * TOP_SPEED * STEP - moved
            hit = there & (z < 1.7) & (z > 0.7) & (np.abs(self.car_lane[:, i] * ROAD * 0.7 - self.lateral) < 0.85)
            self.speed = np.where(hit, 0.35 * self.speed, self.speed).astype(np.float32)
            self.shake = np.where(hit, 1, self.shake).astype(np.float32)
            z = np.where(hit, 2.4, z)
            there &= (z > 0.6) & (z < FAR + 4)
            new = ~there & arrived
            arrived = arrived & ~new
            self.car_z[:, i] = np.where(new, FAR, np.where(there, z, 0))
            self.car_lane[:, i] = np.where(new, dice.lane, self.car_lane[:, i])
            self.car_pace[:, i] = np.where(new, dice.pace, self.car_pace[:, i])

    def described(self) -> Floats:
        """Each car's world as numbers of about the same size, shape (n, DESCRIBED): what the network has to know."""
        rows = [self.speed, self.lateral / VERGE, self.near / SHARPEST, self.far / SHARPEST]
        rows += [np.sin(self.heading), np.cos(self.heading)]
        for period in (24, 12, 8, 4, 3):
            angle = 2 * np.pi * self.distance / period
            rows += [np.sin(angle), np.cos(angle)]
        rows += [self.shake, self.lean, self.brake, self.off_road]
        for i in range(CARS):
            z = self.car_z[:, i]
            there = (z > 0).astype(np.float32)
            rows += [there, *_depth(z), there * self.car_lane[:, i], there * self.car_pace[:, i]]
        rows += [(self.gate_z > 0).astype(np.float32), *_depth(self.gate_z)]
        return np.stack(rows, 1).astype(np.float32)

    @classmethod
    def of_described(cls, rows: Floats) -> World:
        """The world that such numbers describe, also where they are not quite those of one."""

        def place(sine: int, period: float) -> Floats:
            return np.arctan2(rows[:, sine], rows[:, sine + 1]) / (2 * np.pi) * period

        def depth(there: Floats, far: Floats, near: Floats) -> Floats:
            z = np.where(near > 0.2, 1 / np.maximum(near, 0.2), far * FAR)
            return np.where(there > 0.5, np.clip(z, 0.61, FAR + 4), 0).astype(np.float32)

        distance = place(6, 24)
        # The coarse angles say which of the fine ones' repetitions it is.
        for sine, period in ((8, 12), (12, 4)):
            fine = place(sine, period)
            distance = fine + period * np.round((distance - fine) / period)
        cars = rows[:, 20 : 20 + 5 * CARS].reshape(len(rows), CARS, 5)
        car_z = depth(cars[:, :, 0], cars[:, :, 1], cars[:, :, 2])
        gate = rows[:, 20 + 5 * CARS :]
        return cls(
            speed=np.clip(rows[:, 0], 0, 1),
            lateral=np.clip(rows[:, 1], -1, 1) * VERGE,
            near=np.clip(rows[:, 2], -1, 1) * SHARPEST,
            far=np.clip(rows[:, 3], -1, 1) * SHARPEST,
            heading=np.mod(place(4, 2 * np.pi), 2 * np.pi),
            distance=np.mod(distance, PERIOD).astype(np.float32),
            shake=np.clip(rows[:, 16], 0, 1),
            lean=np.clip(rows[:, 17], -1, 1),
            brake=np.clip(rows[:, 18], 0, 1),
            car_z=car_z,
            car_lane=np.where(car_z > 0, np.clip(cars[:, :, 3], -1, 1), 0).astype(np.float32),
            car_pace=np.where(car_z > 0, np.clip(cars[:, :, 4], 0, 1), 0).astype(np.float32),
            gate_z=depth(gate[:, 0], gate[:, 1], gate[:, 2]),
        )


def _depth(z: Floats) -> list[Floats]:
    there = z > 0
    return [np.where(there, z / FAR, 0), np.where(there, 1 / np.maximum(z, 0.5), 0)]


class Chance:
    """Rolls the dice as often as a player meets them: a bend every few seconds, a car every two, a gate every eight."""

    def __init__(self, count: int, random: np.random.Generator) -> None:
        self.random = random
        self.bend = np.zeros(count, np.float32)

    def roll(self) -> Dice:
        count = len(self.bend)

        def uniform(low: float) -> Floats:
            return self.random.uniform(low, 1, count).astype(np.float32)

        def once_in(seconds: float) -> Floats:
            return (self.random.random(count) < STEP / seconds).astype(np.float32)

        turns = once_in(2.5) > 0
        straight = self.random.random(count) < 0.25
        self.bend = np.where(turns, np.where(straight, 0, uniform(-1)), self.bend).astype(np.float32)
        car = once_in(2)
        return Dice(self.bend.copy(), car, car * uniform(-1), car * uniform(0), once_in(8))


def actions_of(steer: Floats, throttle: Floats, dice: Dice) -> Floats:
    """Shape (n, ACTIONS), as the network takes them."""
    return np.stack([steer, throttle, dice.bend, dice.car, dice.lane, dice.pace, dice.gate], 1).astype(np.float32)


KINDS = 5


class Drivers:
    """People at the wheel: careful ones, ones who hold keys at random, leave the road, stop, or let go of the wheel."""

    def __init__(self, count: int, random: np.random.Generator) -> None:
        self.random = random
        self.kind = random.integers(0, KINDS, count)
        self.steer = np.zeros(count, np.float32)
        self.throttle = np.ones(count, np.float32)
        self.aim = np.zeros(count, np.float32)

    def drive(self, world: World) -> tuple[Floats, Floats]:
        count, random = len(self.steer), self.random
        self.kind = np.where(random.random(count) < STEP / 12, random.integers(0, KINDS, count), self.kind)
        new_aim = random.random(count) < STEP / 2
        reach = np.where(self.kind == 2, VERGE, 0.8 * ROAD)
        self.aim = np.where(new_aim, random.uniform(-1, 1, count) * reach, self.aim)
        new_keys = random.random(count) < STEP / 0.6
        self.steer = np.where(new_keys, random.choice([-1.0, 0.0, 0.0, 1.0], count), self.steer)
        self.steer = np.where(new_keys & (random.random(count) < 0.3), random.uniform(-1, 1, count), self.steer)
        pedals = random.choice([1.0, 1.0, 1.0, 0.4, 0.0, -1.0], count)
        self.throttle = np.where(random.random(count) < STEP / 1.5, pedals, self.throttle)
        careful = np.clip(1.2 * (self.aim - world.lateral) + 9 * world.near * world.speed**2, -1, 1)
        steer = np.where(self.kind == 1, self.steer, np.where(self.kind == 4, 0, careful))
        throttle = np.where((self.kind == 0) | (self.kind == 2), np.maximum(self.throttle, 0.6), self.throttle)
        throttle = np.where(self.kind == 4, 1, throttle)
        return steer.astype(np.float32), throttle.astype(np.float32)
