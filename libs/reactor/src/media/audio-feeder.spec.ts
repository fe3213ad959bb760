import { describe, expect, it } from '@jest/globals';
import { AudioFeeder } from './audio-feeder.js';
import { ManualClock } from './manual-clock.js';
import type { PcmBlock } from './media-chunk.js';

/** A block whose samples count up from `from`, so that each can be told from the others. */
function counting(frames: number, from = 1, channels: 1 | 2 = 1): PcmBlock {
  const samples = Int16Array.from({ length: frames * channels }, (_, i) => ((from + i - 1) % 32_000) + 1);
  return { sampleRate: 48_000, channels, samples };
}

function setUp(bufferMs = 200) {
  const clock = new ManualClock();
  const sent: Int16Array[] = [];
  const channelsSent: number[] = [];
  const dropped: [string, number][] = [];
  const feeder = new AudioFeeder(
    new Map([
      [
        'voice',
        (samples, channels) => {
          sent.push(samples.slice());
          channelsSent.push(channels);
        },
      ],
    ]),
    { bufferMs, onDrop: (track, ms) => dropped.push([track, ms]), clock },
  );
  const heard = (): number[] => sent.flatMap((block) => [...block]).filter((sample) => sample !== 0);
  return { clock, feeder, sent, channelsSent, dropped, heard };
}

describe('the feeder of sound', () => {
  it('sends 480 samples of silence every 10 ms while there is none', () => {
    const { clock, sent, heard } = setUp();
    clock.advance(100);
    expect(sent.map((block) => block.length)).toEqual(Array(10).fill(480));
    expect(heard()).toEqual([]);
  });

  it('waits for 40 ms of sound, then sends all of it, in order', () => {
    const { clock, feeder, heard } = setUp();
    feeder.push('voice', counting(1_600));
    clock.advance(30);
    expect(heard()).toEqual([]);
    feeder.push('voice', counting(1_600, 1_601));
    clock.advance(70);
    expect(heard()).toEqual([...counting(3_200).samples]);
  });

  it('sends a sound shorter than that after 40 ms, its end filled up with silence', () => {
    const { clock, feeder, sent, heard } = setUp();
    feeder.push('voice', counting(500));
    clock.advance(60);
    expect(heard()).toEqual([...counting(500).samples]);
    expect(sent.at(-1)!.length).toBe(480);
  });

  it('hears no gap in blocks that come as late as one frame of 30 a second', () => {
    const { clock, feeder, dropped, heard } = setUp();
    for (let i = 0; i < 30; i++) {
      feeder.push('voice', counting(1_600, 1 + 1_600 * i));
      clock.advance(i % 2 === 0 ? 50 : 100 / 6);
    }
    clock.advance(200);
    expect(heard().length).toBe(48_000);
    expect(dropped).toEqual([]);
  });

  it.each([
    [200, 9_600],
    [250, 12_000],
  ])('keeps %d ms and lets go of the oldest, told each time', (bufferMs, kept) => {
    const { clock, feeder, dropped, heard } = setUp(bufferMs);
    feeder.push('voice', counting(14_400));
    feeder.push('voice', counting(48, 14_401));
    expect(dropped).toEqual([
      ['voice', 300 - bufferMs],
      ['voice', 1],
    ]);
    clock.advance(1_000);
    expect(heard()).toEqual([...counting(kept, 14_449 - kept).samples]);
  });

  it('catches up at most 50 ms after a stall and then goes on in step', () => {
    const { clock, sent } = setUp();
    clock.advance(20);
    clock.stall(1_000);
    expect(sent).toHaveLength(2 + 5);
    clock.advance(100);
    expect(sent).toHaveLength(2 + 5 + 10);
  });

  it('sends stereo as stereo, and forgets what waits in one form when the other comes', () => {
    const { clock, feeder, sent, channelsSent, dropped, heard } = setUp();
    feeder.push('voice', counting(4_800));
    feeder.push('voice', counting(4_800, 1, 2));
    expect(dropped).toEqual([['voice', 100]]);
    clock.advance(200);
    expect(new Set(channelsSent)).toEqual(new Set([2]));
    expect(sent[0]!.length).toBe(960);
    expect(heard()).toEqual([...counting(4_800, 1, 2).samples]);
  });

  it('forgets what waits when flushed', () => {
    const { clock, feeder, dropped, heard } = setUp();
    feeder.push('voice', counting(4_800));
    feeder.flush();
    clock.advance(200);
    expect([heard(), dropped]).toEqual([[], []]);
  });

  it('sends nothing after stop, and ignores tracks it does not know', () => {
    const { clock, feeder, sent } = setUp();
    feeder.push('other', counting(4_800));
    feeder.stop();
    feeder.push('voice', counting(4_800));
    clock.advance(1_000);
    expect(sent).toEqual([]);
  });
});
