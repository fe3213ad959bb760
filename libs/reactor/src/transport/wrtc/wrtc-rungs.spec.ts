import { beforeEach, describe, expect, it } from '@jest/globals';
import { defaultLadder, type Rung } from '../webrtc/ladder.js';
import type { SentOutput } from './peer-stats.js';
import { WrtcRungs } from './wrtc-rungs.js';

const LADDER = defaultLadder(4_000);
const PICTURE: SentOutput = { mid: '0', name: 'main_video', kind: 'video', flowing: true };

/** What encoders were set to: section, scale, bitrate. */
let set: [mid: string, scale: number, kbps: number][];
let refuses: boolean;
let nowMs: number;
let bytes: number;
let outputs: readonly SentOutput[];

beforeEach(() => {
  [set, refuses, nowMs, bytes, outputs] = [[], false, 0, 0, [PICTURE]];
});

function open(startKbps = 2_500): WrtcRungs {
  return new WrtcRungs({
    ladder: LADDER,
    startKbps,
    outputs: () => outputs,
    set: async (mid: string, { scale }: Rung, maxKbps: number) => {
      if (refuses) throw new Error('the library is busy');
      set.push([mid, scale, maxKbps]);
    },
  });
}

/** Reads a link for so long. @param spendsKbps of each section */
async function carries(rungs: WrtcRungs, kbps: number, ms: number, spendsKbps = kbps): Promise<void> {
  for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 500) {
    bytes += (500 * spendsKbps) / 8;
    await rungs.follow({ estimateKbps: kbps, bytesSent: new Map(outputs.map(({ mid }) => [mid, bytes])) }, nowMs);
  }
}

describe('the rungs of a peer', () => {
  it('begin where its link is taken to begin', async () => {
    await open().apply('0');
    await open(1_000).apply('0');
    expect(set.map(([, scale]) => scale)).toEqual([1, 2]);
    expect(set[0]).toEqual(['0', 1, 4_000]);
  });

  it('go down with the link, with room to see that it carries more, and up again', async () => {
    const rungs = open();
    await rungs.apply('0');
    await carries(rungs, 2_500, 4_000);
    await carries(rungs, 300, 1_000, 1_000);
    expect(rungs.rung('0')).toMatchObject({ index: 2, scale: 4 });
    expect(set.at(-1)).toEqual(['0', 4, expect.any(Number)]);
    expect(set.at(-1)![2]).toBeGreaterThan(LADDER[1]!.minKbps);
    await carries(rungs, 4_000, 10_000);
    expect(set.at(-1)).toEqual(['0', 1, 4_000]);
    expect(set.map(([, scale]) => scale)).toEqual([1, 4, 2, 1]);
  });

  it('stay where the picture needs less than a thin link carries', async () => {
    const rungs = open();
    await rungs.apply('0');
    await carries(rungs, 500, 20_000, 60);
    expect(set).toHaveLength(1);
  });

  it('share the link among pictures that flow, and leave room for sound', async () => {
    outputs = [
      PICTURE,
      { mid: '1', name: 'depth', kind: 'video', flowing: true },
      { mid: '2', name: 'voice', kind: 'audio', flowing: true },
      { mid: '3', name: 'mask', kind: 'video', flowing: false },
    ];
    const rungs = open();
    await carries(rungs, 2 * LADDER[1]!.minKbps + 60, 10_000);
    expect([rungs.rung('0').index, rungs.rung('1').index, rungs.rung('3').index]).toEqual([2, 2, 0]);
    const wider = open();
    await carries(wider, 2 * LADDER[1]!.minKbps + 70, 10_000);
    expect(wider.rung('0').index).toBe(1);
  });

  it('are set again with the next reading where the library refused', async () => {
    const rungs = open();
    refuses = true;
    await expect(rungs.apply('0')).rejects.toThrow('busy');
    refuses = false;
    await carries(rungs, 3_000, 500);
    expect(set).toEqual([['0', 1, 4_000]]);
  });

  it('wait while nothing is known of the link', async () => {
    const rungs = open();
    for (; nowMs < 10_000; nowMs += 500) await rungs.follow({ estimateKbps: undefined, bytesSent: new Map() }, nowMs);
    expect([set, rungs.rung('0').index]).toEqual([[], 0]);
  });

  it('are forgotten with their section', async () => {
    const rungs = open();
    await carries(rungs, 300, 5_000);
    rungs.keep(new Set());
    expect(rungs.rung('0').index).toBe(0);
  });
});
