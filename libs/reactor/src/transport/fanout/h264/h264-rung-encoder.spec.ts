import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EncodedFrame } from '../worker/messages.js';
import { type Behaviour, bytes, FakeCodecs, IDR, PPS, SLICE, SPS } from './fake-codecs.fixture.js';
import type { PictureSink } from '../../wrtc/output-pictures.js';
import { H264RungEncoder } from './h264-rung-encoder.js';

const RUNG = { scale: 2, minKbps: 500, maxKbps: 2_000 };

let nowMs: number;
let codecs: FakeCodecs;
let frames: EncodedFrame[];
let reported: string[];
let encoder: H264RungEncoder;
let give: PictureSink | undefined;

beforeEach(() => start());

function start(behaviour: Behaviour = {}, startKbps = 1_000): void {
  nowMs = 10_000;
  [codecs, frames, reported] = [new FakeCodecs({ x264: behaviour }), [], []];
  encoder = new H264RungEncoder({
    track: 'main_video',
    rung: RUNG,
    startKbps,
    listen: (sink) => {
      give = sink;
      return () => (give = undefined);
    },
    open: (options) => codecs.open('x264', options),
    encoded: (frame) => frames.push(frame),
    failed: (error) => reported.push(String(error)),
    skipped: () => reported.push('skipped'),
    now: () => nowMs,
  });
}

/** A picture, `ms` after the one before. @param luma that it begins with */
function show(luma: number, width = 64, ms = 33.3): void {
  nowMs += ms;
  const data = new Uint8Array((width * 32 * 3) / 2).fill(luma);
  give?.({ width, height: 32, data }, luma);
  // Its buffer is the model's again.
  data.fill(0);
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function showAll(lumas: readonly number[], width = 64, ms = 33.3): Promise<void> {
  for (const luma of lumas) {
    show(luma, width, ms);
    await settled();
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('an encoder of H.264', () => {
  it('is opened by the first picture, with its size and the bitrate of its rung', async () => {
    start({}, 9_000);
    expect(codecs.opened).toEqual([]);
    await showAll([7]);
    expect(codecs.opened.map(({ options }) => options)).toEqual([{ width: 64, height: 32, scale: 2, kbps: 2_000 }]);
    expect(codecs.opened[0]!.encoded).toEqual([{ luma: 7, keyframe: true }]);
    expect(encoder.running).toEqual({ track: 'main_video', kind: 'video', codec: 'H264', scale: 2 });
  });

  it('sends each picture with the time and the number that it was shown with', async () => {
    await showAll([1]);
    const atMs = nowMs;
    await showAll([2]);
    expect(frames).toEqual([
      { atMs, frame: 1, encodedMs: atMs, keyframe: true, data: bytes(SPS, PPS, IDR) },
      { atMs: nowMs, frame: 2, encodedMs: nowMs, keyframe: false, data: bytes(SLICE) },
    ]);
  });

  it('is opened anew for pictures of another size, and begins with a keyframe', async () => {
    await showAll([1, 2]);
    await showAll([3, 4], 128);
    expect(codecs.opened.map(({ options, closed }) => [options.width, closed])).toEqual([
      [64, true],
      [128, false],
    ]);
    expect(codecs.opened[1]!.encoded).toEqual([
      { luma: 3, keyframe: true },
      { luma: 4, keyframe: false },
    ]);
  });

  it('makes one keyframe when it is asked for one', async () => {
    await showAll([1, 2]);
    encoder.requestKeyframe();
    await showAll([3, 4]);
    expect(codecs.opened[0]!.encoded.map(({ keyframe }) => keyframe)).toEqual([true, false, true, false]);
  });

  it('keeps the newest of the pictures that come while one is encoded, and tells of the others', async () => {
    await showAll([1]);
    const [codec] = codecs.opened;
    codec!.waits = true;
    for (const luma of [2, 3, 4, 5]) show(luma);
    codec!.waits = false;
    codec!.finish();
    await settled();
    expect(codec!.encoded.map(({ luma }) => luma)).toEqual([1, 2, 5]);
    expect(reported).toEqual(['skipped', 'skipped']);
  });

  it('is closed when it has encoded what it was at, which is sent to nobody', async () => {
    await showAll([1]);
    const [codec] = codecs.opened;
    codec!.waits = true;
    show(2);
    show(3);
    encoder.close();
    expect(codec!.closed).toBe(false);
    codec!.finish();
    await settled();
    show(4);
    await settled();
    expect([codec!.closed, codec!.encoded.length, frames.length]).toEqual([true, 2, 1]);
  });

  it('tells what it fails with', async () => {
    start({ fails: 'no more sessions' });
    await showAll([1]);
    expect(reported).toEqual(['Error: no more sessions']);
  });
});

describe('the bitrate of an encoder of H.264', () => {
  it('follows in the open encoder', async () => {
    await showAll([1]);
    encoder.setKbps(400);
    await showAll([2, 3]);
    expect(codecs.opened.map(({ rates }) => rates)).toEqual([[400]]);
  });

  it('is not reported of a change that makes no difference', async () => {
    await showAll([1]);
    encoder.setKbps(1_020);
    await showAll([2, 3]);
    expect(codecs.opened[0]!.rates).toEqual([]);
  });

  it.each([
    [60, 1_000 / 60, 500],
    [15, 1_000 / 15, 2_000],
  ])('is what was asked for at %d pictures a second, which the encoder does not know of', async (_, ms, kbps) => {
    await showAll(numbers(40), 64, ms);
    const rate = codecs.opened[0]!.rates.at(-1)!;
    expect(Math.abs(rate / kbps - 1)).toBeLessThan(0.06);
  });

  it('opens an encoder anew that takes no other, soon where the link has less, and late where it has more', async () => {
    start({ isLive: false });
    const openedWith = (): number[] => codecs.opened.map(({ options }) => options.kbps);
    await showAll(numbers(20));
    encoder.setKbps(500);
    await showAll(numbers(5));
    expect(openedWith()).toEqual([1_000]);
    await showAll(numbers(20));
    expect(openedWith().length).toBe(2);
    expect(openedWith()[1]).toBeCloseTo(500, -1);
    encoder.setKbps(560);
    await showAll(numbers(200));
    expect(openedWith().length).toBe(2);
    encoder.setKbps(1_500);
    await showAll([1]);
    expect(openedWith().length).toBe(3);
    encoder.setKbps(3_000);
    await showAll(numbers(100));
    expect(openedWith().length).toBe(3);
  });
});
