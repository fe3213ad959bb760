import { describe, expect, it } from '@jest/globals';
import { FrameTrail } from './frame-trail.js';

const bundle = (frame: number) => ({ frame, turn: 7, video: {}, audio: {} });
const sent = (frame: number) => ({ track: 'main_video', frame, rtpTimestamp: 90, encodedMs: 130, sentMs: 131 });

describe('the way of a frame', () => {
  it('is divided into stages without a gap', () => {
    const trail = new FrameTrail();
    trail.emitted({ turn: 7, fps: 30, bundles: [bundle(4)], timing: { turnMs: 9, convertMs: 2, sentMs: 100 } }, 101);
    trail.shown(4, 110);
    expect(trail.sent(sent(4))).toEqual({
      ...sent(4),
      turn: 7,
      metadata: undefined,
      times: { turnMs: 9, convertMs: 2, waitMs: 10, encodeMs: 20, sendMs: 1 },
    });
  });

  it('begins with the arrival of a chunk that says nothing of its times', () => {
    const trail = new FrameTrail();
    trail.emitted({ turn: 7, fps: 30, bundles: [bundle(4)] }, 101);
    trail.shown(4, 110);
    expect(trail.sent(sent(4))?.times).toMatchObject({ turnMs: undefined, convertMs: 0, waitMs: 9 });
  });

  it('has the metadata of its picture, and none of another output', () => {
    const metadata = Uint8Array.of(1, 2);
    const picture = { width: 2, height: 2, data: new Uint8Array(6), metadata };
    const trail = new FrameTrail();
    trail.emitted({ turn: 7, fps: 30, bundles: [{ ...bundle(4), video: { main_video: picture } }] }, 101);
    trail.shown(4, 110);
    expect(trail.sent(sent(4))?.metadata).toBe(metadata);
    expect(trail.sent({ ...sent(4), track: 'depth' })?.metadata).toBeUndefined();
  });

  it('is unknown of a frame that was not shown, or is long gone', () => {
    const trail = new FrameTrail();
    trail.emitted({ turn: 7, fps: 30, bundles: [bundle(4)] }, 101);
    expect(trail.sent(sent(4))).toBeUndefined();
    trail.shown(4, 110);
    trail.emitted({ turn: 8, fps: 30, bundles: Array.from({ length: 512 }, (_, i) => bundle(i + 5)) }, 120);
    expect(trail.sent(sent(4))).toBeUndefined();
  });
});
