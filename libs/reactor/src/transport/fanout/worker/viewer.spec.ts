import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fanout } from '@nestjs-reactor/fanout';
import { defaultLadder } from '../../webrtc/ladder.js';
import { FanTrack } from './fan-track.js';
import { Viewer } from './viewer.js';

const VIDEO = 7;
let track: FanTrack;

/** A viewer of one picture who is not connected yet, and the bitrates that the engine was asked to look for. */
function arriving(flowing: boolean): { readonly viewer: Viewer; readonly desired: number[] } {
  const desired: number[] = [];
  const rungs = defaultLadder(4_000);
  track = new FanTrack({ type: 'openTrack', track: VIDEO, kind: 'video', rungs, home: undefined }, () => ({
    wanted: () => undefined,
    idle: () => undefined,
    requestKeyframe: () => false,
    repeatPicture: () => undefined,
  }));
  const viewer = new Viewer({
    fanout: { setDesiredKbps: (_peer: number, kbps: number) => desired.push(kbps) } as unknown as Fanout,
    peer: 1,
    startKbps: 2_500,
    track: () => track,
    stage: () => undefined,
    buffered: () => undefined,
  });
  viewer.setSections([{ mid: '0', track: VIDEO, codec: 'VP8', flowing }], []);
  return { viewer, desired };
}

function connected(flowing: boolean): ReturnType<typeof arriving> {
  const arrived = arriving(flowing);
  arrived.viewer.outputs.opened();
  return arrived;
}

afterEach(() => {
  track.close();
});

describe('the link of a viewer', () => {
  it('is probed for what a flowing picture may use', () => {
    const { viewer, desired } = connected(true);
    viewer.selectRungs(0);
    expect(desired.at(-1)).toBeGreaterThanOrEqual(4_000);
  });

  it('is probed for nothing while its tracks are paused', () => {
    const { viewer, desired } = connected(true);
    viewer.selectRungs(0);
    viewer.setFlowing(VIDEO, false);
    viewer.selectRungs(200);
    expect(desired.at(-1)).toBe(0);
    viewer.setFlowing(VIDEO, true);
    viewer.selectRungs(400);
    expect(desired.at(-1)).toBeGreaterThan(0);
  });
});

describe('the rung of a viewer', () => {
  const isOn = (viewer: Viewer): boolean => viewer.isOn(track.fan('VP8', 0));

  it('has him from his connection on, and asks for no keyframes before', () => {
    const { viewer } = arriving(true);
    viewer.selectRungs(0);
    expect(isOn(viewer)).toBe(false);
    viewer.outputs.opened();
    viewer.selectRungs(200);
    expect(isOn(viewer)).toBe(true);
  });

  it('has him not while he cannot be reached, and again when he can', () => {
    const { viewer } = connected(true);
    viewer.outputs.setReachable(false);
    viewer.selectRungs(0);
    expect(isOn(viewer)).toBe(false);
    viewer.outputs.setReachable(true);
    expect(isOn(viewer)).toBe(true);
  });
});
