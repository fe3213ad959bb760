import { describe, expect, it } from '@jest/globals';
import { defaultLadder } from '../../webrtc/ladder.js';
import type { EncodedFrame } from './messages.js';
import { PostedLink } from './posted-link.js';
import { type FannedFrame, RungFan } from './rung-fan.js';

const [FULL] = defaultLadder(4_000);

function open(): { fan: RungFan; link: PostedLink; taken: FannedFrame[]; told: unknown[] } {
  const [taken, told]: [FannedFrame[], unknown[]] = [[], []];
  const fan: RungFan = new RungFan({ track: 1, codec: 'H264', index: 0 }, FULL!, {
    wanted: () => undefined,
    idle: () => undefined,
    requestKeyframe: () => link.requestKeyframe(),
    repeatPicture: () => told.push('repeat'),
  });
  const link = new PostedLink(
    fan,
    () => told.push('keyframe'),
    () => 150,
    (frame) => told.push(frame),
  );
  fan.join({ size: 1, take: (_from, frame) => taken.push(frame) > 0, reset: () => told.push('reset') });
  return { fan, link, taken, told };
}

const frameAt = (atMs: number, frame?: number): EncodedFrame => ({
  atMs,
  frame,
  encodedMs: atMs + 10,
  keyframe: true,
  data: new Uint8Array([1]),
});

describe('the link to an encoder that posts its frames', () => {
  it('asks it for a keyframe, and then for a picture, in this order', () => {
    const { told } = open();
    expect(told).toEqual(['keyframe', 'repeat']);
  });

  it('sends its frames with the time of their pictures, and tells which frame of the model has left', () => {
    const { link, taken, told } = open();
    told.length = 0;
    link.push(frameAt(100.5, 3));
    link.push(frameAt(140));
    expect(taken.map(({ timestamp, atMs }) => [timestamp, atMs])).toEqual([
      [9_045, 100.5],
      [12_600, 140],
    ]);
    expect(told).toEqual([{ frame: 3, rtpTimestamp: 9_045, encodedMs: 110.5, sentMs: 150 }]);
  });

  it('tells those on the rung that its encoder has ended', () => {
    const { link, told } = open();
    told.length = 0;
    link.close();
    expect(told).toEqual(['reset']);
  });
});
