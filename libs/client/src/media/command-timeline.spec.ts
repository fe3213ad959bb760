import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FrameRecord } from '@nestjs-reactor/protocol';
import { CommandTimeline, type DisplayedFrame, type ShownCommand } from './command-timeline.js';

let shown: ShownCommand[];
let timeline: CommandTimeline;

beforeEach(() => {
  shown = [];
  timeline = new CommandTimeline((each) => shown.push(each));
});

const record = (rtp: number, ...ids: readonly string[]): FrameRecord => ({
  track: 'main_video',
  frame: 7,
  turn: 7,
  rtp_timestamp: rtp,
  stages: { turn_ms: 4, convert_ms: 1, wait_ms: 2, encode_ms: 6, send_ms: 1 },
  commands: ids.map((request_id) => ({ request_id, server_ms: 20 })),
});

const frame = (rtpTimestamp: number, displayedMs = 152): DisplayedFrame => ({
  rtpTimestamp,
  receivedMs: displayedMs - 14,
  presentedMs: displayedMs - 6,
  displayedMs,
  decodeMs: 3,
});

describe('a command on the screen', () => {
  it('took what its stages add up to, from its sending until its frame was displayed', () => {
    for (const ms of [9, 8, 30]) timeline.roundTrip(ms);
    timeline.sent('1', { name: 'set_shade', sentMs: 100 });
    timeline.record(record(3_000, '1'));
    timeline.displayed('main_video', frame(3_000));
    expect(shown).toEqual([
      {
        name: 'set_shade',
        track: 'main_video',
        frame: 7,
        totalMs: 52,
        stages: { uplink: 4, queue: 6, turn: 4, convert: 1, wait: 2, encode: 6, send: 1, network: 19, display: 9 },
      },
    ]);
    expect(Object.values(shown[0]!.stages).reduce((sum, each) => sum + each, 0)).toBe(52);
  });

  it('is found whichever came first, the record or the frame', () => {
    timeline.sent('1', { name: 'a', sentMs: 100 });
    timeline.displayed('main_video', frame(3_000));
    timeline.record(record(3_000, '1'));
    expect(shown).toHaveLength(1);
  });

  it('is on the next frame where its own was not displayed, over the end of the timestamps too', () => {
    timeline.sent('1', { name: 'a', sentMs: 100 });
    timeline.record(record(4_294_966_000, '1'));
    timeline.displayed('main_video', frame(4_294_960_000, 140));
    expect(shown).toEqual([]);
    timeline.displayed('main_video', frame(2_000, 170));
    expect(shown.map(({ totalMs }) => totalMs)).toEqual([70]);
  });

  it('is reported once, on the track that shows it first', () => {
    timeline.sent('1', { name: 'a', sentMs: 100 });
    timeline.record(record(3_000, '1'));
    timeline.record({ ...record(3_000, '1'), track: 'other' });
    timeline.displayed('other', frame(3_000));
    timeline.displayed('main_video', frame(3_000, 180));
    expect(shown.map(({ track }) => track)).toEqual(['other']);
  });

  it('is not reported for samples, and for commands of nobody here', () => {
    const { commands: _, ...sample } = record(3_000);
    timeline.record(sample);
    timeline.record(record(3_000, '9'));
    timeline.displayed('main_video', frame(3_000));
    expect(shown).toEqual([]);
  });

  it('has all of the unknown in the network where the browser does not say when packets came', () => {
    timeline.sent('1', { name: 'a', sentMs: 100 });
    timeline.record(record(3_000, '1'));
    timeline.displayed('main_video', { ...frame(3_000), receivedMs: undefined });
    expect(shown[0]!.stages).toMatchObject({ uplink: 16, network: 16, display: 0 });
  });
});
