import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseStreamFrame } from '@nestjs-reactor/protocol/stream';
import { defaultLadder } from '../../webrtc/ladder.js';
import { FanTrack } from './fan-track.js';
import type { FannedFrame } from './rung-fan.js';
import { StreamViewer } from './stream-viewer.js';

const VIDEO = 7;

let track: FanTrack;
let nowMs: number;
let keyframesAsked: number;
let posted: Uint8Array<ArrayBuffer>[];
let viewer: StreamViewer;

beforeEach(() => {
  nowMs = 1_000;
  keyframesAsked = 0;
  posted = [];
  const rungs = defaultLadder(4_000);
  track = new FanTrack({ type: 'openTrack', track: VIDEO, kind: 'video', rungs, home: undefined }, () => ({
    wanted: () => undefined,
    idle: () => undefined,
    requestKeyframe: () => {
      keyframesAsked++;
      return true;
    },
    repeatPicture: () => undefined,
  }));
  viewer = new StreamViewer({
    startKbps: 2_500,
    sections: [{ id: 3, track: VIDEO, codec: 'VP8' }],
    track: (id) => (id === VIDEO ? track : undefined),
    post: (message) => posted.push(message),
    now: () => nowMs,
  });
  viewer.measured(20);
});

afterEach(() => {
  viewer.close();
  track.close();
});

function push(keyframe: boolean, bytes = 1_000, index = 0): boolean {
  nowMs += 33;
  const timestamp = Math.round(nowMs * 90);
  const frame: FannedFrame = { keyframe, timestamp, atMs: nowMs, data: new Uint8Array(bytes).fill(5) };
  return track.fan('VP8', index).push(frame);
}

const frames = () => posted.map((message) => parseStreamFrame(message.buffer));

/** The client has decoded all that it was sent. */
const caughtUp = (): boolean => viewer.hear({ kind: 'decoded', track: 3, sequence: posted.length });

describe('a viewer on a stream', () => {
  it('gets the frames of its rung from a keyframe on, numbered, in a buffer of their own', () => {
    expect([push(false), push(true), push(false)]).toEqual([false, true, true]);
    expect(frames()).toMatchObject([
      { track: 3, keyframe: true, sequence: 1, rtpTimestamp: 1_066 * 90 },
      { track: 3, keyframe: false, sequence: 2, rtpTimestamp: 1_099 * 90 },
    ]);
    expect(posted.map(({ buffer }) => buffer.byteLength)).toEqual([1_010, 1_010]);
    expect(frames()[0]!.data[0]).toBe(5);
  });

  it('misses frames while it does not decode, and goes on with a keyframe', () => {
    push(true);
    caughtUp();
    for (let sent = 0; sent < 30; sent++) push(false);
    const { length } = posted;
    // 250 ms more than the shortest that a frame took, which was 33 ms here.
    expect(length).toBeGreaterThan(8);
    expect(length).toBeLessThan(12);
    expect(viewer.stats.outputs[0]!.framesDropped.link_behind).toBe(31 - length);
    caughtUp();
    expect(push(false)).toBe(false);
    expect(keyframesAsked).toBeGreaterThan(0);
    expect(push(true)).toBe(true);
    expect(frames().at(-1)).toMatchObject({ keyframe: true, sequence: length + 1 });
  });

  it('moves to a lower rung where its frames wait, and its stats say so', () => {
    push(true);
    caughtUp();
    for (let decided = 0; decided < 40; decided++) {
      for (let sent = 0; sent < 6; sent++) push(true, 10_000);
      viewer.selectRungs(nowMs);
    }
    expect(viewer.isOn(track.fan('VP8', 0))).toBe(false);
    expect(viewer.videoKbps).toBeLessThan(500);
    expect(viewer.stats).toMatchObject({ protocol: 'websocket', packetsLost: 0, roundTripTimeMs: 20 });
    expect(viewer.stats.outputs[0]).toMatchObject({ track: VIDEO, codec: 'VP8', flowing: true, rung: { index: 2 } });
  });

  it('that pauses a track is on no rung', () => {
    push(true);
    viewer.setFlowing(VIDEO, false);
    expect(push(true)).toBe(false);
    expect(viewer.isOn(track.fan('VP8', 0))).toBe(false);
    viewer.setFlowing(VIDEO, true);
    expect(push(true)).toBe(true);
  });

  it.each([
    ['decoded', 3, 2, false],
    ['decoded', 4, 1, false],
    ['decoded', 3, 1, true],
    ['keyframe', 4, 0, false],
    ['keyframe', 3, 0, true],
  ] as const)('that says %s of track %d and frame %d is heard: %s', (kind, of, sequence, heard) => {
    push(true);
    expect(viewer.hear({ kind, track: of, sequence })).toBe(heard);
    expect(viewer.stats.keyframeRequests).toBe(kind === 'keyframe' && heard ? 1 : 0);
  });
});
