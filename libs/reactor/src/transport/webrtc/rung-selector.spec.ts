import { describe, expect, it } from '@jest/globals';
import { defaultLadder } from './ladder.js';
import { rungKbps, RungSelector } from './rung-selector.js';

const LADDER = defaultLadder(4_000);
const STEP_MS = 200;

/** Feeds the selector with one bitrate for a time. @returns the rungs that it was on, without repetitions */
function feed(selector: RungSelector, kbps: number, ms: number, from: { nowMs: number }, alone = false): number[] {
  const rungs: number[] = [];
  for (let elapsed = 0; elapsed <= ms; elapsed += STEP_MS) {
    from.nowMs += STEP_MS;
    const rung = selector.update(kbps, alone, from.nowMs);
    if (rungs.at(-1) !== rung) rungs.push(rung);
  }
  return rungs;
}

/** One whose link is known. */
function settled(startKbps: number, clock = { nowMs: 0 }): RungSelector {
  const selector = new RungSelector(LADDER, startKbps);
  selector.update(startKbps, false, clock.nowMs);
  clock.nowMs += 3_000;
  return selector;
}

describe('the rung of a viewer', () => {
  it('is kept in the first three seconds, whatever the first estimates are', () => {
    const [selector, clock] = [new RungSelector(LADDER, 2_500), { nowMs: 0 }];
    expect(feed(selector, 50, 2_800, clock)).toEqual([0]);
    expect(feed(selector, 3_000, 5_000, clock)).toEqual([0]);
    const thin = new RungSelector(LADDER, 2_500);
    expect(feed(thin, 300, 5_000, { nowMs: 0 })).toEqual([0, 2]);
  });

  it.each([
    [4_000, 0],
    [2_500, 0],
    [1_500, 1],
    [300, 2],
    [10, 2],
  ])('is, at a start with %d kbps, number %d', (startKbps, rung) => {
    expect(new RungSelector(LADDER, startKbps).rung).toBe(rung);
  });

  it('stays where the link carries its least', () => {
    const selector = new RungSelector(LADDER, 2_500);
    expect(feed(selector, 2_000, 20_000, { nowMs: 0 })).toEqual([0]);
  });

  it('survives a short dip', () => {
    const clock = { nowMs: 0 };
    const selector = settled(2_500, clock);
    expect(feed(selector, 1_500, 200, clock)).toEqual([0]);
    expect(feed(selector, 2_500, 200, clock)).toEqual([0]);
    expect(feed(selector, 1_500, 200, clock)).toEqual([0]);
  });

  it('goes down where the link stays too thin, and up again after it has carried more for a while', () => {
    const clock = { nowMs: 0 };
    const selector = settled(2_500, clock);
    expect(feed(selector, 1_500, 1_000, clock)).toEqual([0, 1]);
    expect(feed(selector, 3_000, 1_000, clock)).toEqual([1]);
    expect(feed(selector, 3_000, 2_000, clock)).toEqual([1, 0]);
  });

  it('goes down at once where the link has collapsed, past rungs that do not fit', () => {
    const clock = { nowMs: 0 };
    expect(settled(2_500, clock).update(300, false, clock.nowMs)).toBe(2);
  });

  it('waits longer before each further move up that did not last', () => {
    const clock = { nowMs: 0 };
    const selector = settled(2_500, clock);
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      feed(selector, 1_500, 1_000, clock);
      expect(selector.rung).toBe(1);
      const since = clock.nowMs;
      while (selector.rung === 1) feed(selector, 3_000, 0, clock);
      waits.push(clock.nowMs - since);
    }
    for (let round = 1; round < waits.length; round++) expect(waits[round]!).toBeGreaterThan(waits[round - 1]!);
  });

  it('is followed below its least where the viewer is alone, until the next one is as good', () => {
    const clock = { nowMs: 0 };
    expect(feed(new RungSelector(LADDER, 2_500), 1_700, 5_000, clock, true)).toEqual([0]);
    expect(feed(new RungSelector(LADDER, 2_500), 1_200, 5_000, clock, true)).toEqual([0, 1]);
  });

  it('is never below the last', () => {
    const selector = new RungSelector(LADDER, 100);
    expect(feed(selector, 0, 5_000, { nowMs: 0 })).toEqual([2]);
  });

  it('is kept where the picture needs less than the link carries, however little that is', () => {
    const [selector, clock] = [new RungSelector(LADDER, 2_500), { nowMs: 0 }];
    for (let step = 0; step < 100; step++) selector.update(40, true, (clock.nowMs += STEP_MS), 20);
    expect(selector.rung).toBe(0);
    // It becomes hard to encode.
    for (let step = 0; step < 10; step++) selector.update(40, true, (clock.nowMs += STEP_MS), 900);
    expect(selector.rung).toBe(2);
  });

  it('is a better one again where the picture needs little there, too', () => {
    const [selector, clock] = [new RungSelector(LADDER, 100), { nowMs: 0 }];
    for (let step = 0; step < 100; step++) selector.update(200, true, (clock.nowMs += STEP_MS), 10);
    expect(selector.rung).toBe(0);
  });

  it('asks the link for enough to move up', () => {
    expect(new RungSelector(LADDER, 1_500).wantedKbps).toBeGreaterThan(LADDER[0]!.minKbps);
    const { wantedKbps } = new RungSelector(LADDER, 4_000);
    expect(rungKbps(LADDER, 0, [wantedKbps], 100)).toBe(4_000);
  });
});

describe('the bitrate of a rung', () => {
  it('is all that it may use where the links carry it', () => {
    expect(rungKbps(LADDER, 0, [9_000], 100)).toBe(4_000);
    expect(rungKbps(LADDER, 0, [9_000, 6_000], 100)).toBe(4_000);
  });

  it('follows the thinnest link, with room for what is sent again', () => {
    expect(rungKbps(LADDER, 0, [9_000, 3_000], 100)).toBe(2_550);
  });

  it('does not go below its least for one of several, but for one alone', () => {
    expect(rungKbps(LADDER, 0, [900, 600], 100)).toBe(2_000);
    expect(rungKbps(LADDER, 0, [600], 100)).toBe(510);
    expect(rungKbps(LADDER, 0, [60], 500)).toBe(500);
  });

  it('stays as it is for the others when the link of one is too thin for the rung', () => {
    expect(rungKbps(LADDER, 0, [9_000, 600], 100)).toBe(4_000);
    expect(rungKbps(LADDER, 0, [9_000, 1_999, 2_600], 100)).toBe(2_210);
  });

  it('goes above a lower rung’s greatest for one alone, so that its link shows whether it carries the better one', () => {
    const needed = LADDER[0]!.minKbps * 1.1;
    expect(rungKbps(LADDER, 1, [9_000], 100)).toBeGreaterThan(needed);
    expect(rungKbps(LADDER, 1, [1_800], 100)).toBe(1_530);
    expect(rungKbps(LADDER, 1, [9_000, 9_000], 100)).toBe(LADDER[1]!.maxKbps);
  });
});
