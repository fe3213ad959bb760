import { describe, expect, it } from '@jest/globals';
import { i420Size } from './i420.js';
import { VideoFrame } from './video-frame.js';

type Colour = readonly [r: number, g: number, b: number];

const RED: Colour = [255, 0, 0];
const SKIN: Colour = [200, 150, 120];

function filled(width: number, height: number, colour: Colour): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]!);
}

function i420Of(frame: VideoFrame): Uint8Array {
  const target = new Uint8Array(i420Size(frame.width, frame.height));
  frame.writeI420(target);
  return target;
}

/** Largest difference of any channel of any pixel. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

const SIZES = [
  [2, 2],
  [4, 2],
  [1, 1],
  [3, 3],
  [5, 2],
  [2, 7],
  [64, 48],
  [65, 47],
] as const;

describe('a frame as I420 and back', () => {
  it.each(SIZES)('keeps a colour at %ix%i', (width, height) => {
    for (const colour of [RED, SKIN, [0, 0, 0], [255, 255, 255], [17, 93, 240]] as const) {
      const frame = VideoFrame.rgb(width, height, filled(width, height, colour));
      const back = VideoFrame.i420(width, height, i420Of(frame)).toRgba();
      expect(back.length).toBe(width * height * 4);
      expect(difference(back, frame.toRgba())).toBeLessThanOrEqual(3);
    }
  });

  it('has the planes of BT.601 in limited range, chroma halved and rounded up', () => {
    const planes = i420Of(VideoFrame.rgb(3, 3, filled(3, 3, RED)));
    expect(planes.length).toBe(9 + 4 + 4);
    expect(new Set(planes.subarray(0, 9))).toEqual(new Set([82]));
    expect(new Set(planes.subarray(9, 13))).toEqual(new Set([90]));
    expect(new Set(planes.subarray(13))).toEqual(new Set([240]));
  });

  it('takes chroma from the mean of four pixels, and luma from each', () => {
    const planes = i420Of(VideoFrame.rgb(2, 2, Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255)));
    expect([...planes]).toEqual([235, 16, 16, 235, 128, 128]);
  });

  it('ignores alpha, and has full alpha on the way back', () => {
    const rgba = VideoFrame.rgba(
      2,
      2,
      Uint8Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 7 : 120)),
    );
    expect(i420Of(rgba)).toEqual(i420Of(VideoFrame.rgb(2, 2, new Uint8Array(12).fill(120))));
    expect(VideoFrame.rgb(2, 2).toRgba()[3]).toBe(255);
  });

  it('is black where no pixels are given', () => {
    expect([...i420Of(VideoFrame.rgba(2, 2))]).toEqual([16, 16, 16, 16, 128, 128]);
  });

  it('reads pixels when it is emitted, so one buffer may be painted again and again', () => {
    const pixels = new Uint8Array(12);
    const frame = VideoFrame.rgb(2, 2, pixels);
    pixels.fill(255);
    expect(i420Of(frame)[0]).toBe(235);
  });
});

describe('a frame made of a tensor', () => {
  /** The same picture in another layout: each channel of each pixel has a value of its own. */
  function picture(width: number, height: number, [black, white]: readonly [number, number]) {
    const bytes = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256);
    const scaled = Float32Array.from(bytes, (byte) => black + (byte / 255) * (white - black));
    const planar = scaled.map((_, i) => scaled[(i % (width * height)) * 3 + Math.floor(i / (width * height))]!);
    return { bytes, hwc: scaled, chw: planar };
  }

  it.each(SIZES)('equals one made of the same bytes at %ix%i, whichever its layout and range', (width, height) => {
    for (const range of [
      [0, 1],
      [-1, 1],
      [0, 255],
      [1, 0],
    ] as const) {
      const { bytes, hwc, chw } = picture(width, height, range);
      const expected = VideoFrame.rgb(width, height, bytes);
      for (const frame of [
        VideoFrame.fromTensor({ data: chw, dims: [3, height, width] }, { layout: 'chw', range }),
        VideoFrame.fromTensor({ data: chw, dims: [1, 3, height, width] }, { layout: 'chw', range }),
        VideoFrame.fromTensor({ data: hwc, dims: [height, width, 3] }, { layout: 'hwc', range }),
      ]) {
        expect(i420Of(frame)).toEqual(i420Of(expected));
        expect(frame.toRgba()).toEqual(expected.toRgba());
      }
    }
  });

  it('clips what lies outside the range, and takes NaN for black', () => {
    const data = Float32Array.of(-5, 9, Number.NaN, Infinity, -Infinity, 0.5);
    const frame = VideoFrame.fromTensor({ data, dims: [1, 2, 3] }, { layout: 'hwc', range: [0, 1] });
    expect([...frame.toRgba()]).toEqual([0, 255, 0, 255, 255, 0, 128, 255]);
  });

  it('takes bytes as they are', () => {
    const data = filled(2, 2, SKIN);
    const frame = VideoFrame.fromTensor({ data, dims: [2, 2, 3] }, { layout: 'hwc', range: [0, 255] });
    expect(i420Of(frame)).toEqual(i420Of(VideoFrame.rgb(2, 2, data)));
  });

  it('gives the frames of a batch without a copy', () => {
    const data = new Float32Array(3 * 3 * 2 * 2);
    const frames = VideoFrame.batchFromTensor({ data, dims: [3, 3, 2, 2] }, { layout: 'chw', range: [0, 1] });
    data.fill(1, 12, 24);
    expect(frames.map((frame) => frame.toRgba()[0])).toEqual([0, 255, 0]);
  });

  it.each([
    ['chw', [2, 2, 3], 12, 'must be [3, H, W] (got [2, 2, 3])'],
    ['hwc', [3, 2, 2], 12, 'must be [H, W, 3] (got [3, 2, 2])'],
    ['chw', [2, 3, 2, 2], 24, 'must be [3, H, W] (got [2, 3, 2, 2])'],
    ['chw', [3, 2, 2], 11, 'has 12 values (got 11)'],
    ['chw', [3, 0, 2], 0, 'height must be an integer from 1 to 8192 (got 0)'],
  ] as const)('is refused as %s of %j with %i values', (layout, dims, length, message) => {
    expect(() => VideoFrame.fromTensor({ data: new Float32Array(length), dims }, { layout, range: [0, 1] })).toThrow(
      expect.objectContaining({ code: 'bad_frame', message: expect.stringContaining(message) }),
    );
  });

  it('is refused where black is white, or where a batch does not fit its shape', () => {
    const tensor = { data: new Float32Array(12), dims: [3, 2, 2] };
    expect(() => VideoFrame.fromTensor(tensor, { layout: 'chw', range: [1, 1] })).toThrow('the range of a tensor');
    expect(() => VideoFrame.batchFromTensor(tensor, { layout: 'chw', range: [0, 1] })).toThrow('[N, 3, H, W]');
  });
});

describe('a frame that does not fit its size', () => {
  it.each([
    ['rgba', () => VideoFrame.rgba(2, 2, new Uint8Array(12)), 'a 2x2 rgba frame has 16 bytes (got 12)'],
    ['rgb', () => VideoFrame.rgb(2, 2, new Uint8Array(16)), 'a 2x2 rgb frame has 12 bytes (got 16)'],
    ['i420', () => VideoFrame.i420(3, 3, new Uint8Array(13)), 'a 3x3 i420 frame has 17 bytes (got 13)'],
    ['width', () => VideoFrame.rgb(0, 2), "a frame's width must be an integer from 1 to 8192 (got 0)"],
    ['height', () => VideoFrame.rgb(2, 8193), "a frame's height must be an integer from 1 to 8192 (got 8193)"],
    ['half', () => VideoFrame.rgb(1.5, 2), "a frame's width must be an integer"],
    ['image', () => VideoFrame.fromImageData({ width: 2, height: 2, data: new Uint8ClampedArray(15) }), '16 bytes'],
  ])('by its %s is refused with the numbers', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'bad_frame', message: expect.stringContaining(message) }));
  });
});

describe("a frame's metadata", () => {
  const frame = VideoFrame.rgb(2, 2);

  it('is an object as JSON, or bytes, copied', () => {
    const bytes = Uint8Array.of(1, 2);
    const carried = frame.withMetadata(bytes);
    bytes.fill(9);
    expect([...carried.metadata!]).toEqual([1, 2]);
    expect(new TextDecoder().decode(frame.withMetadata({ chunk: 3 }).metadata)).toBe('{"chunk":3}');
    expect(frame.metadata).toBeUndefined();
  });

  it('may have 16 KiB and no more', () => {
    expect(frame.withMetadata(new Uint8Array(16_384)).metadata).toHaveLength(16_384);
    expect(() => frame.withMetadata(new Uint8Array(16_385))).toThrow('at most 16384 bytes of metadata (got 16385)');
  });

  it('must have a form in JSON', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const metadata of [cycle, { big: 1n }]) {
      expect(() => frame.withMetadata(metadata)).toThrow(expect.objectContaining({ code: 'bad_frame' }));
    }
  });
});
