import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { TestReactor, type TestViewer } from '@nestjs-reactor/core/testing';
import { until } from '../../test/support/until.js';
import { Keys } from './keys.model.js';

let reactor: TestReactor<Keys>;
let viewer: TestViewer<Keys>;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  // A small picture leaves time for what these tests are about.
  reactor = await TestReactor.start(Keys, { config: { width: 160, height: 90 } });
  viewer = await reactor.join();
});
afterEach(() => reactor.close());

interface Place {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly pitch: number;
}

async function place(of = viewer): Promise<Place> {
  return (await of.command('get_position')).reply.data;
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The place after so many more turns, at least. */
async function placeAfter(turns: number): Promise<Place> {
  const { turn } = await viewer.command('get_position');
  return await until('turns', async () => {
    const now = await viewer.command('get_position');
    return now.turn >= turn + turns ? now.reply.data : undefined;
  });
}

const press = (key: string, pressed = true, by = viewer) => by.command('set_key_state', { key, pressed });

describe('keys', () => {
  it('tells whoever comes where the world is seen from', async () => {
    const { data } = await viewer.nextMessage('position');
    expect(data).toEqual(await place());
  });

  it('walks while a key is held, and stops when it is let go', async () => {
    const start = await place();
    await press('w');
    await until('a few steps', async () => distance(await place(), start) > 0.3);
    await press('w', false);
    const stopped = await place();
    expect(await placeAfter(3)).toEqual(stopped);
  });

  it('takes one step for a tap', async () => {
    const start = await place();
    await Promise.all([press('w'), press('w', false)]);
    expect(distance(await placeAfter(4), start)).toBeCloseTo(0.075);
  });

  it('looks around once for a move of the pointer', async () => {
    const start = await place();
    await viewer.command('mouse_move', { dx: 100, dy: -20 });
    const { heading, pitch } = await placeAfter(4);
    expect([heading - start.heading, pitch - start.pitch]).toEqual([expect.closeTo(15), expect.closeTo(3)]);
  });

  it('begins all axes of a gamepad with one turn', async () => {
    await viewer.command('set_axes', { forward: 1, turn: 1 });
    const [first, second] = [await placeAfter(1), await placeAfter(1)];
    expect(distance(second, first)).toBeGreaterThan(0);
    expect(second.heading).toBeGreaterThan(first.heading);
    await viewer.command('release');
    const rest = await place();
    expect(await placeAfter(3)).toEqual(rest);
  });

  it('shows in the picture what is held and where one is', async () => {
    const before = (await viewer.nextFrame()).toRgba();
    const { frame } = await press('left');
    const after = (await viewer.nextFrame({ from: frame + 3 })).toRgba();
    const changed = after.filter((value, i) => Math.abs(value - before[i]!) > 12).length;
    expect(changed / after.length).toBeGreaterThan(0.2);
  });

  it('lets go of the keys of a client that leaves, and of nobody else’s', async () => {
    const other = await reactor.join();
    await press('w', true, other);
    await press('left');
    other.leave();
    await until('the walk to end', async () => {
      const before = await place();
      return distance(await placeAfter(2), before) === 0;
    });
    const { heading } = await place();
    expect((await placeAfter(2)).heading).not.toBe(heading);
  });

  it('keeps the world for a client that comes back, and begins the next session anew', async () => {
    const start = await place();
    await press('w');
    await until('a few steps', async () => distance(await place(), start) > 0.3);
    viewer.leave();
    viewer = await reactor.join();
    const back = await place();
    expect(distance(back, start)).toBeGreaterThan(0.3);
    expect(distance(await placeAfter(3), back)).toBe(0);
    await reactor.endSession();
    viewer = await reactor.join();
    expect(await place()).toEqual(start);
  });

  it.each([
    ['a key that it does not have', 'set_key_state', { key: 'q', pressed: true }, 'key'],
    ['no word on whether it is down', 'set_key_state', { key: 'w' }, 'pressed'],
    ['an axis beyond its end', 'set_axes', { forward: 1.5 }, 'forward'],
    ['a pointer that flies away', 'mouse_move', { dx: 1e9 }, 'dx'],
  ])('refuses %s', async (_, command, args, field) => {
    await expect(viewer.command(command, args)).rejects.toMatchObject({ code: 'invalid_command', field });
  });
});
