import { beforeEach, expect, it } from '@jest/globals';
import { MetadataTimeline, type ShownMetadata } from './metadata-timeline.js';

let shown: ShownMetadata[];
let timeline: MetadataTimeline;

beforeEach(() => {
  shown = [];
  timeline = new MetadataTimeline((each) => shown.push(each));
});

const record = (frame: number, rtp_timestamp = 3_000 * frame, track = 'main_video') => ({
  track,
  frame,
  turn: frame,
  rtp_timestamp,
  data: { frame },
});

it('reports metadata when its frame is displayed, whichever comes first', () => {
  timeline.record(record(1));
  expect(shown).toEqual([]);
  timeline.displayed('main_video', 3_000);
  timeline.displayed('main_video', 6_000);
  timeline.record(record(2));
  expect(shown).toEqual([
    { track: 'main_video', frame: 1, turn: 1, rtpTimestamp: 3_000, data: { frame: 1 } },
    { track: 'main_video', frame: 2, turn: 2, rtpTimestamp: 6_000, data: { frame: 2 } },
  ]);
});

it('passes over frames that were not displayed, and those of another track', () => {
  for (const frame of [1, 2, 3]) timeline.record(record(frame));
  timeline.displayed('depth', 6_000);
  timeline.displayed('main_video', 9_000);
  timeline.displayed('main_video', 3_000);
  expect(shown.map(({ frame }) => frame)).toEqual([3]);
});

it('follows a timestamp past its 32 bits', () => {
  timeline.record(record(1, 2 ** 32 - 1_000));
  timeline.record(record(2, 2_000));
  timeline.displayed('main_video', 2_000);
  timeline.displayed('main_video', 2 ** 32 - 1_000);
  expect(shown.map(({ frame }) => frame)).toEqual([2]);
});

it('hands out bytes as bytes', () => {
  timeline.displayed('main_video', 3_000);
  timeline.record({ track: 'main_video', frame: 1, turn: 1, rtp_timestamp: 3_000, bytes: 'AP8=' });
  expect(shown[0]?.bytes).toEqual(Uint8Array.of(0, 255));
});
