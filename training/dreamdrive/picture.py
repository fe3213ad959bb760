"""Draws the game: what the network is shown. Not a part of what it is at run time."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from styles import COLORS, NUMBERS
from world import CARS, FAR, HORIZON, ROAD, TREE_SPACING, World

ASPECT = 16 / 9
NO_GROUND = 1 / 300
"""Below the horizon: what is farther is sky."""

_C = {name: 3 * i for i, name in enumerate(COLORS)}
_N = {name: 3 * len(COLORS) + i for i, name in enumerate(NUMBERS)}
SKY, LOW_SKY, SUN, HILLS, PEAKS = (_C[name] for name in COLORS[:5])
GROUND, GROUND_BAND, ROAD_COLOR, ROAD_BAND, KERB, KERB_BAND, DASH = (_C[name] for name in COLORS[5:12])
TRUNK, CROWN, CROWN_LIGHT, GATE, OTHER, OWN = (_C[name] for name in COLORS[12:])
SUN_SIZE, SUN_HEIGHT, HILL_HEIGHT, HAZE, CROWN_WIDTH, CROWN_HEIGHT = (_N[name] for name in NUMBERS[:6])
CROWN_POINT, CROWN_ROUND, TRUNK_HEIGHT, TRUNK_WIDTH, GLOW = (_N[name] for name in NUMBERS[6:])

TREE, CAR, GATE_SPRITE = 0, 1, 2
_TREES = int(FAR / TREE_SPACING)
SPRITES = 2 * (_TREES + 1) + CARS + 1

OWN_SIZE = 0.64
"""Width of the own car, in half heights."""

SPEED, LATERAL, NEAR, FAR_BEND, HEADING, DISTANCE, SHAKE, LEAN, BRAKE, OFF_ROAD = range(10)


def arranged(world: World) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """
    Returns:
        what the drawing needs to know of each world, shape (n, 10), and its sprites from far to near, shape
        (n, SPRITES, 3): kind, distance (0: none), place across the road
    """
    columns = ["speed", "lateral", "near", "far", "heading", "distance", "shake", "lean", "brake", "off_road"]
    view = np.stack([getattr(world, column) for column in columns], 1).astype(np.float32)
    count = len(view)
    sprites = np.zeros((count, SPRITES, 3), np.float32)
    for i in range(_TREES + 1):
        for side in range(2):
            z = TREE_SPACING * (i + 1 - 0.5 * side) - np.mod(world.distance, TREE_SPACING)
            z = np.where(z < 0.7, z + TREE_SPACING * (_TREES + 1), z)
            place = np.where(z < FAR + 4, (ROAD + 1.9) * (1 if side else -1), 0)
            sprites[:, 2 * i + side] = np.stack([np.full(count, TREE), z, place], 1)
    for i in range(CARS):
        sprites[:, -2 - i] = np.stack([np.full(count, CAR), world.car_z[:, i], world.car_lane[:, i] * ROAD * 0.7], 1)
    sprites[:, -1] = np.stack([np.full(count, GATE_SPRITE), world.gate_z, np.zeros(count)], 1)
    order = np.argsort(-sprites[:, :, 1], 1)
    return view, np.take_along_axis(sprites, order[:, :, None], 1)


@numba.njit(inline="always", fastmath=True, error_model="numpy")
def _mix(out, color, at, share):
    out[0] += (color[at] - out[0]) * share
    out[1] += (color[at + 1] - out[1]) * share
    out[2] += (color[at + 2] - out[2]) * share


@numba.njit(inline="always", fastmath=True, error_model="numpy")
def _edge(inside, width):
    """How much of a sample lies inside of an edge that is `inside` away, where samples are `width` wide."""
    return min(1.0, max(0.0, 0.5 + inside / width))


@numba.njit(inline="always", fastmath=True, error_model="numpy")
def _stripes(place, period, width):
    """0 or 1 by turns along `place`; grey where a sample covers more than a stripe."""
    wave = math.sin(2 * math.pi * place / period) * period / (2 * math.pi)
    sharp = _edge(wave, max(width, 1e-4))
    fade = min(1.0, max(0.0, 1.6 - 2.2 * width / period))
    return 0.5 + (sharp - 0.5) * fade


@numba.njit(fastmath=True, error_model="numpy")
def _column(column, u, view, look):
    """What a column of the sky and of the light on the road has in common: panorama, ridge, hill, head light."""
    # The panorama is 8 half heights wide.
    at = (u + view[HEADING] / (2 * math.pi) * 8 + 8) % 8
    angle = at / 8 * 2 * math.pi
    ridge = 0.6 + 0.25 * math.sin(5 * angle + 1) + 0.15 * math.sin(11 * angle) + 0.08 * math.sin(23 * angle + 2)
    hill = 0.5 + 0.3 * math.sin(4 * angle + 3) + 0.2 * math.sin(9 * angle + 1)
    column[0] = (at - 3.4 + 4) % 8 - 4
    column[1] = 1.5 * look[HILL_HEIGHT] * ridge
    column[2] = look[HILL_HEIGHT] * hill
    column[3] = math.exp(-((u / 0.8) ** 2))


@numba.njit(fastmath=True, error_model="numpy")
def _background(out, w, pixel, look, column):
    height = HORIZON - w
    share = math.sqrt(min(1.0, max(0.0, height / 0.9)))
    for c in range(3):
        out[c] = look[LOW_SKY + c] + (look[SKY + c] - look[LOW_SKY + c]) * share
    du, dv = column[0], height - look[SUN_HEIGHT]
    away = math.sqrt(du * du + dv * dv)
    if away < look[SUN_SIZE] + 2:
        _mix(out, look, SUN, 0.45 * math.exp(-3.0 * max(0.0, away - look[SUN_SIZE])))
    disc = _edge(look[SUN_SIZE] - away, pixel)
    if disc > 0:
        # At night it is a setting sun with bars.
        bars = _edge(math.sin(dv * 46) * 0.02 + 0.012 + max(0.0, dv) * 0.2, pixel)
        _mix(out, look, SUN, disc * (1 - look[GLOW] * (1 - bars)))
    _mix(out, look, PEAKS, 0.75 * _edge(column[1] - height, pixel))
    _mix(out, look, HILLS, 0.9 * _edge(column[2] - height, pixel))


@numba.njit(inline="always", fastmath=True, error_model="numpy")
def _middle(z, view):
    """Of the road at this distance, beside the line straight ahead."""
    return 0.5 * view[NEAR] * z * z + (view[FAR_BEND] - view[NEAR]) * z * z * z / 90


@numba.njit(fastmath=True, error_model="numpy")
def _row(row, w, pixel, view, look):
    """What a row of the ground has in common: distance, middle of the road, stripes, haze, head light."""
    z = 1 / (w - HORIZON)
    along, deep = view[DISTANCE] + z, z * z * pixel
    row[0], row[1] = z, _middle(z, view)
    row[2], row[3] = _stripes(along, 8, deep), _stripes(along, 4, deep)
    row[4] = 1 - math.exp(-((z / look[HAZE]) ** 2))
    row[5] = look[GLOW] * 0.21 * math.exp(-z / 7)


@numba.njit(fastmath=True, error_model="numpy")
def _ground(out, u, pixel, view, look, row, column):
    z, band = row[0], row[2]
    across = u * z + view[LATERAL] - row[1]
    side, wide = abs(across), z * pixel
    furrow = _stripes(across + 0.7 * band, 2.0, wide)
    for c in range(3):
        out[c] = look[GROUND + c] + (look[GROUND_BAND + c] - look[GROUND + c]) * band
        out[c] += 0.05 * (furrow - 0.5) * out[c]
    kerb, light = _edge(ROAD + 0.14 - side, wide), 1 + 0.6 * look[GLOW]
    for c in range(3):
        color = look[KERB + c] + (look[KERB_BAND + c] - look[KERB + c]) * row[3]
        out[c] += (min(1.0, color * light) - out[c]) * kerb
    surface = _edge(ROAD - side, wide)
    for c in range(3):
        color = look[ROAD_COLOR + c] + (look[ROAD_BAND + c] - look[ROAD_COLOR + c]) * band
        out[c] += (color - out[c]) * surface
    dash = _edge(0.06 - min(side, abs(side - ROAD * 0.92)), wide) * (band if side < 0.5 else 1.0)
    _mix(out, look, DASH, dash * surface)
    for c in range(3):
        out[c] += row[5] * column[3] * surface
    _mix(out, look, LOW_SKY, row[4])


@numba.njit(fastmath=True, error_model="numpy")
def _car(out, a, b, soft, look, paint, brake, keep):
    """A car from behind: `a` across in its widths from the middle, `b` above the ground."""
    if abs(a) > 0.75 or b < -0.12 or b > 0.9:
        return
    shadow = _edge(0.56 - abs(a), 0.12 + soft) * _edge(0.07 - abs(b), 0.06 + soft)
    for c in range(3):
        out[c] *= 1 - 0.55 * shadow * keep
    tyre = _edge(0.14 - abs(abs(a) - 0.38), soft) * _edge(b, soft) * _edge(0.24 - b, soft)
    for c in range(3):
        out[c] += (0.05 - out[c]) * tyre * keep
    cabin_width = 0.43 - 0.35 * max(0.0, b - 0.4)
    cabin = _edge(cabin_width - abs(a), soft) * _edge(0.72 - b, soft) * _edge(b - 0.3, soft)
    for c in range(3):
        out[c] += (0.82 * look[paint + c] - out[c]) * cabin * keep
    window = _edge(cabin_width - 0.07 - abs(a), soft) * _edge(0.66 - b, soft) * _edge(b - 0.46, soft)
    for c in range(3):
        out[c] += (0.12 + 0.35 * max(0.0, b - 0.46) - out[c]) * window * keep
    body = _edge(0.52 - abs(a), soft) * _edge(b - 0.12, soft) * _edge(0.46 - b, soft)
    shade = 0.72 + 0.6 * (b - 0.12)
    for c in range(3):
        out[c] += (min(1.0, look[paint + c] * shade) - out[c]) * body * keep
    lamp = _edge(0.09 - abs(abs(a) - 0.38), soft) * _edge(0.05 - abs(b - 0.34), soft) * keep
    bright = min(1.0, 0.55 + 0.25 * look[GLOW] + 0.45 * brake)
    out[0] += (bright - out[0]) * lamp
    out[1] += (0.12 * bright + 0.2 * brake - out[1]) * lamp
    out[2] += (0.1 * bright - out[2]) * lamp


@numba.njit(fastmath=True, error_model="numpy")
def _tree(out, a, b, soft, look, keep):
    trunk_top = look[TRUNK_HEIGHT] + 0.3
    trunk = _edge(look[TRUNK_WIDTH] - abs(a), soft) * _edge(b, soft) * _edge(trunk_top - b, soft)
    _mix(out, look, TRUNK, trunk * keep)
    up = (b - look[TRUNK_HEIGHT]) / look[CROWN_HEIGHT]
    if 0 < up < 1:
        width = look[CROWN_WIDTH] * (1 - up) ** look[CROWN_POINT] * (up + 0.02) ** look[CROWN_ROUND]
        crown = _edge(width - abs(a), soft) * keep
        _mix(out, look, CROWN, crown)
        light = 0.75 * _edge(0.45 * width - abs(a + 0.35 * width), 0.5 * width + soft) * (0.35 + 0.65 * up)
        edge = look[GLOW] * _edge(0.09 - abs(width - abs(a)), soft)
        _mix(out, look, CROWN_LIGHT, crown * min(1.0, light * (1 - look[GLOW]) + edge))


@numba.njit(fastmath=True, error_model="numpy")
def _gate(out, a, b, soft, look, keep):
    post = _edge(0.16 - abs(abs(a) - ROAD - 0.5), soft) * _edge(b, soft) * _edge(3.1 - b, soft)
    beam = _edge(ROAD + 0.7 - abs(a), soft) * _edge(b - 2.45, soft) * _edge(3.1 - b, soft)
    _mix(out, look, GATE, max(post, beam) * keep)
    lamps = beam * _edge(0.13 - abs((abs(a) + 0.35) % 0.7 - 0.35), soft) * _edge(0.13 - abs(b - 2.77), soft)
    _mix(out, look, DASH, lamps * keep)


@numba.njit(fastmath=True, error_model="numpy")
def _place(sprites, view, look, places):
    """Where each sprite stands in the picture: middle, foot, scale, what the haze leaves of it, its box, its kind."""
    count = 0
    for s in range(sprites.shape[0]):
        kind, z, place = sprites[s, 0], sprites[s, 1], sprites[s, 2]
        if z <= 0.7:
            continue
        scale = 1 / z
        half, tall = 0.9, 1.2
        if kind == TREE:
            half, tall = max(look[CROWN_WIDTH], look[TRUNK_WIDTH]) + 0.1, look[TRUNK_HEIGHT] + look[CROWN_HEIGHT] + 0.1
        elif kind == GATE_SPRITE:
            half, tall = ROAD + 1.0, 3.2
        at = places[count]
        at[0] = (place + _middle(z, view) - view[LATERAL]) * scale
        at[1] = HORIZON + scale
        at[2] = scale
        at[3] = 0.15 + 0.85 * math.exp(-((z / look[HAZE]) ** 2))
        at[4], at[5] = at[0] - half * scale, at[0] + half * scale
        at[6], at[7] = at[1] - tall * scale, at[1] + 0.15 * scale
        at[8] = kind
        count += 1
    return count


@numba.njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _draw(pictures, views, sprites, looks, left, top, pixel, samples):
    count, height, width = pictures.shape[0], pictures.shape[1], pictures.shape[2]
    for n in numba.prange(count):
        view, look = views[n], looks[n]
        out, total = np.zeros(3, np.float32), np.zeros(3, np.float32)
        places = np.zeros((sprites.shape[1], 9), np.float32)
        there = _place(sprites[n], view, look, places)
        bump = 0.012 * view[OFF_ROAD] * min(1.0, 2 * view[SPEED]) * math.sin(2 * math.pi * view[DISTANCE] / 3)
        jolt = 0.09 * view[SHAKE] * math.sin(14 * view[SHAKE])
        tilt = 0.1 * view[LEAN]
        fine = pixel / samples
        columns = np.zeros((width * samples, 4), np.float32)
        for j in range(width * samples):
            _column(columns[j], left[n] + (j + 0.5) * fine, view, look)
        rows = np.zeros((samples, 6), np.float32)
        for i in range(height):
            for k in range(samples):
                seen = top[n] + (i * samples + k + 0.5) * fine - bump - jolt
                if seen - HORIZON >= NO_GROUND:
                    _row(rows[k], seen, fine, view, look)
            for j in range(width):
                total[:] = 0
                for k in range(samples * samples):
                    column, row = columns[j * samples + k % samples], rows[k // samples]
                    u = left[n] + (j * samples + k % samples + 0.5) * fine
                    w = top[n] + (i * samples + k // samples + 0.5) * fine
                    seen = w - bump - jolt
                    if seen - HORIZON < NO_GROUND:
                        _background(out, seen, fine, look, column)
                    else:
                        _ground(out, u, fine, view, look, row, column)
                    for s in range(there):
                        at = places[s]
                        if u < at[4] or u > at[5] or seen < at[6] or seen > at[7]:
                            continue
                        a, b, soft = (u - at[0]) / at[2], (at[1] - seen) / at[2], fine / at[2]
                        if at[8] == CAR:
                            _car(out, a / 1.15, b / 1.15, soft / 1.15, look, OTHER, 0.0, at[3])
                        elif at[8] == TREE:
                            _tree(out, a, b, soft, look, at[3])
                        else:
                            _gate(out, a, b, soft, look, at[3])
                    if abs(u) < 0.6 and w > 0.2:
                        a = (u - 0.03 * view[LEAN]) / OWN_SIZE
                        b = (0.9 + 0.5 * bump - w) / OWN_SIZE + tilt * a
                        _car(out, a + 0.25 * tilt * max(0.0, b), b, fine / OWN_SIZE, look, OWN, view[BRAKE], 1.0)
                    for c in range(3):
                        total[c] += min(1.0, max(0.0, out[c]))
                for c in range(3):
                    pictures[n, i, j, c] = 255 * total[c] / (samples * samples) + 0.5


def draw(
    world: World,
    looks: NDArray[np.float32],
    size: tuple[int, int],
    window: tuple[int, int, NDArray[np.int64], NDArray[np.int64]] | None = None,
    samples: int = 1,
) -> NDArray[np.uint8]:
    """
    Draws each world.

    Args:
        looks: a row of :data:`styles.LOOKS`, or a mix, for each
        size: width and height of the whole picture in pixels, 16:9
        window: width and height of the part to draw, and where it begins in each picture; None: all
        samples: in a row of each pixel; edges are soft by themselves

    Returns:
        RGB, shape (n, height, width, 3)
    """
    width, height = size
    view, sprites = arranged(world)
    pixel = 2 / height
    zeros = np.zeros(len(view), np.int64)
    columns, rows, x, y = window if window is not None else (width, height, zeros, zeros)
    pictures = np.empty((len(view), rows, columns, 3), np.uint8)
    left, top = -ASPECT + x * pixel, -1 + y * pixel
    _draw(pictures, view, sprites, looks.astype(np.float32), left, top, pixel, samples)
    return pictures
