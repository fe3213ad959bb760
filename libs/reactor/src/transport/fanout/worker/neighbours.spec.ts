import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultLadder } from '../../webrtc/ladder.js';
import { FanTrack } from './fan-track.js';
import { Neighbours } from './neighbours.js';
import type { FannedFrame, RungFan, RungFanEvents, RungMember } from './rung-fan.js';

const TRACK = 7;
const HOME = 0;
const OTHER = 1;
const RUNGS = defaultLadder(4_000);

/** Two threads: the encoder is connected to the first. */
let home: Neighbours;
let other: Neighbours;
let there: FanTrack;
let here: FanTrack | undefined;
let asked: string[];
let changed: (() => void) | undefined;

function openTrack(at: number | undefined, eventsOf: (name: never) => RungFanEvents): FanTrack {
  return new FanTrack(
    { type: 'openTrack', track: TRACK, kind: 'video', rungs: RUNGS, home: at },
    eventsOf as (name: unknown) => RungFanEvents,
  );
}

const atHome = (): FanTrack =>
  openTrack(undefined, () => ({
    wanted: () => asked.push('wanted'),
    idle: () => asked.push('idle'),
    requestKeyframe: () => asked.push('keyframe') > 0,
    repeatPicture: () => asked.push('repeat'),
  }));

beforeEach(() => {
  asked = [];
  const { port1, port2 } = new MessageChannel();
  home = new Neighbours({ track: (id) => (id === TRACK ? here : undefined), changed: () => changed?.() });
  other = new Neighbours({ track: (id) => (id === TRACK ? there : undefined), changed: () => changed?.() });
  home.add(OTHER, port1);
  other.add(HOME, port2);
  here = atHome();
  there = openTrack(HOME, (name) => other.eventsOf(HOME, name));
});
afterEach(() => {
  here?.close();
  there.close();
  home.close();
  other.close();
});

/** Resolves when it is so, looking again after each message. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise<void>((resolve) => (changed = resolve));
}

class Watcher implements RungMember {
  readonly size = 1;
  readonly got: FannedFrame[] = [];
  resets = 0;
  take(_from: RungFan, frame: FannedFrame): boolean {
    this.got.push(frame);
    return true;
  }
  reset(): void {
    this.resets++;
  }
}

const frame = (ms: number, keyframe = false): FannedFrame => ({
  keyframe,
  timestamp: ms * 90,
  atMs: ms,
  // As the engine hands frames over: a part of a greater buffer.
  data: new Uint8Array(1_000).fill(ms).subarray(100, 104),
});

const rungOf = (track: FanTrack): RungFan => track.fan('VP8', 0);

/** A viewer in the other thread, once the encoder is asked for. */
async function watching(): Promise<Watcher> {
  const watcher = new Watcher();
  rungOf(there).join(watcher);
  await until(() => asked.includes('keyframe'));
  return watcher;
}

describe('a rung whose encoder is connected to another thread', () => {
  it('starts it, asks it for a keyframe and gets its frames', async () => {
    const watcher = await watching();
    expect(asked).toEqual(['wanted', 'keyframe', 'repeat']);
    expect(rungOf(here!).push(frame(1, true))).toBe(true);
    rungOf(here!).push({ ...frame(2), audioLevel: -30 });
    await until(() => watcher.got.length === 2);
    expect(watcher.got.map(({ data, ...rest }) => ({ ...rest, data: [...data] }))).toEqual([
      { keyframe: true, timestamp: 90, atMs: 1, data: [1, 1, 1, 1] },
      { keyframe: false, timestamp: 180, atMs: 2, audioLevel: -30, data: [2, 2, 2, 2] },
    ]);
    expect(watcher.got[0]!.data.buffer.byteLength).toBe(4);
  });

  it('begins with the newest keyframe where the model is quiet', async () => {
    rungOf(here!).push(frame(5, true));
    const watcher = new Watcher();
    rungOf(there).join(watcher);
    await until(() => watcher.got.length === 1);
    expect(watcher.got[0]!.atMs).toBe(5);
  });

  it('hears of a new encoder, its bitrate and who watches elsewhere, and reports what its links carry', async () => {
    const watcher = await watching();
    const own = new Watcher();
    rungOf(here!).join(own);
    other.reportLinks(HOME, rungOf(there), [900, 3_000]);
    await until(() => home.linksOf(rungOf(here!)).length === 2);
    expect(home.linksOf(rungOf(here!))).toEqual([900, 3_000]);
    expect(rungOf(here!).size).toBe(3);
    rungOf(here!).kbps = 2_000;
    home.tellState(rungOf(here!));
    await until(() => rungOf(there).kbps === 2_000);
    expect(rungOf(there).size).toBe(2);
    rungOf(here!).reset();
    await until(() => watcher.resets === 1);
    expect(own.resets).toBe(1);
  });

  it('is subscribed to though its track was opened later there', async () => {
    here = undefined;
    const watcher = new Watcher();
    rungOf(there).join(watcher);
    here = atHome();
    other.reportLinks(HOME, rungOf(there), [900]);
    await until(() => asked.includes('wanted'));
    rungOf(here).push(frame(1, true));
    await until(() => watcher.got.length === 1);
  });

  it('lets the encoder go with its last viewer, and takes nothing that was under way', async () => {
    const watcher = await watching();
    rungOf(here!).push(frame(1, true));
    other.closeTrack(TRACK);
    home.tellState(rungOf(here!));
    let heard = 0;
    await until(() => ++heard > 2);
    expect(watcher.got).toEqual([]);
    other.eventsOf(HOME, rungOf(there).name).idle();
    await until(() => rungOf(here!).size === 0);
    expect(rungOf(here!).push(frame(2))).toBe(false);
  });
});
