import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TracedFrame } from '../output/frame-trail.js';
import { FrameFeed } from './frame-feed.js';

let feed: FrameFeed;

beforeEach(() => {
  feed = new FrameFeed();
});

/** A frame of a stream at 50 a second, sent at 20 ms for each of its number. */
function frame(number: number, track = 'main_video'): TracedFrame {
  const sentMs = number * 20;
  return {
    track,
    frame: number,
    turn: number,
    rtpTimestamp: number * 1_800,
    encodedMs: sentMs - 1,
    sentMs,
    metadata: undefined,
    times: { turnMs: 4.06, convertMs: 1, waitMs: 2, encodeMs: 3, sendMs: 1 },
  };
}

const command = (requestId: string, first: number, receivedMs: number) => ({ requestId, frame: first, receivedMs });

/** Numbers of the frames that are reported. */
const reported = (numbers: readonly number[], track?: string) =>
  numbers.filter((number) => feed.sent(frame(number, track)) !== undefined);

describe('the frames that a client is sent a record of', () => {
  it('are the first after its command, with the time since the command arrived', () => {
    feed.sent(frame(1));
    feed.applied(command('a', 3, 25));
    expect(feed.sent(frame(2))).toBeUndefined();
    expect(feed.sent(frame(3))).toEqual({
      track: 'main_video',
      frame: 3,
      turn: 3,
      rtp_timestamp: 5_400,
      stages: { turn_ms: 4.1, convert_ms: 1, wait_ms: 2, encode_ms: 3, send_ms: 1 },
      commands: [{ request_id: 'a', server_ms: 35 }],
    });
    expect(feed.sent(frame(4))).toBeUndefined();
  });

  it('are the next ones where that frame was dropped, and one for all commands that it is the first of', () => {
    feed.sent(frame(1));
    for (const [id, first] of [
      ['a', 2],
      ['b', 3],
      ['c', 9],
    ] as const)
      feed.applied(command(id, first, 30));
    expect(feed.sent(frame(5))?.commands?.map(({ request_id }) => request_id)).toEqual(['a', 'b']);
    expect(feed.sent(frame(6))).toBeUndefined();
    expect(feed.sent(frame(9))?.commands).toHaveLength(1);
  });

  it('are those of each track', () => {
    for (const track of ['left', 'right']) feed.sent(frame(1, track));
    feed.applied(command('a', 2, 30));
    expect([reported([2, 3], 'left'), reported([2, 3], 'right')]).toEqual([[2], [2]]);
  });

  it('are five a second without a command', () => {
    expect(reported(Array.from({ length: 50 }, (_, i) => i + 1))).toEqual([1, 11, 21, 31, 41]);
  });

  it('are none of a command whose frame did not come in ten seconds', () => {
    feed.sent(frame(1));
    feed.applied(command('a', 2, 0));
    expect(feed.sent(frame(501))?.commands).toBeUndefined();
  });
});
