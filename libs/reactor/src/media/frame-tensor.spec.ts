import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeHalf, encodeHalf } from './half-float.js';
import { i420Size } from './i420.js';
import { VideoFrame } from './video-frame.js';

type Weigh = (pixel: number, at: number, scale: number) => number;

/** How much of an old pixel is in the new one `at`, as a plain loop says it; `scale` is old pixels for a new one. */
const WEIGHTS: Record<'bilinear' | 'area', Weigh> = {
  bilinear: (pixel, at, scale) => Math.max(0, 1 - Math.abs((at + 0.5) * scale - 0.5 - pixel)),
  area: (pixel, at, scale) => Math.max(0, Math.min((at + 1) * scale, pixel + 1) - Math.max(at * scale, pixel)),
};

/** One value of a resized picture, from all of its pixels: the weights of the border's sum up to less than one. */
function resized(
  frame: VideoFrame,
  x: number,
  y: number,
  size: { width: number; height: number },
  weigh: Weigh,
): number[] {
  const pixels = frame.toRgba();
  const sums = [0, 0, 0];
  let total = 0;
  for (let row = 0; row < frame.height; row++) {
    const down = weigh(row, y, frame.height / size.height);
    if (down === 0) continue;
    for (let column = 0; column < frame.width; column++) {
      const weight = down * weigh(column, x, frame.width / size.width);
      total += weight;
      for (let channel = 0; channel < 3; channel++) {
        sums[channel]! += weight * pixels[4 * (row * frame.width + column) + channel]!;
      }
    }
  }
  return sums.map((sum) => sum / total);
}

/** The picture in both forms that frames are read in. */
function bytesOf(frame: VideoFrame): number[] {
  const planes = new Uint8Array(i420Size(frame.width, frame.height));
  frame.writeI420(planes);
  return [...frame.toRgba(), ...planes];
}

const side = fc.integer({ min: 1, max: 24 });
const sides = fc.record({ width: side, height: side });
const frames = sides.chain(({ width, height }) =>
  fc
    .uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height })
    .map((bytes) => VideoFrame.rgb(width, height, bytes)),
);

describe('a frame as a tensor', () => {
  it.each(['bilinear', 'area'] as const)(
    'has by %s what a plain loop over all pixels gives, within a rounding of each axis',
    (resize) => {
      fc.assert(
        fc.property(frames, sides, (frame, size) => {
          const { data } = frame.toTensor({ size, resize, range: [0, 255], layout: 'hwc' });
          for (let y = 0; y < size.height; y++) {
            for (let x = 0; x < size.width; x++) {
              const at = 3 * (y * size.width + x);
              const expected = resized(frame, x, y, size, WEIGHTS[resize]);
              expected.forEach((value, channel) => expect(Math.abs(data[at + channel]! - value)).toBeLessThan(1.1));
            }
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each<[{ width: number; height: number }, string, number[][]]>([
    [
      { width: 2, height: 2 },
      'the middle of a wide one',
      [
        [1, 0],
        [2, 0],
        [1, 1],
        [2, 1],
      ],
    ],
    [
      { width: 4, height: 1 },
      'the middle of a high one',
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    ],
    [
      { width: 4, height: 2 },
      'all of one of its shape',
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 1],
      ],
    ],
  ])('in %j covers it with %s', (size, _, places) => {
    const frame = VideoFrame.rgb(
      4,
      2,
      Uint8Array.from({ length: 24 }, (__, i) => i),
    );
    const { data } = frame.toTensor({ size, fit: 'cover', dtype: 'uint8', layout: 'hwc' });
    expect([...data]).toEqual(places.flatMap(([x, y]) => [0, 1, 2].map((channel) => 3 * (4 * y! + x!) + channel)));
  });

  it('covered by a part of it is that part, resized', () => {
    fc.assert(
      fc.property(frames, sides, fc.constantFrom('bilinear', 'area'), (frame, size, resize) => {
        const scale = Math.max(size.width / frame.width, size.height / frame.height);
        const [width, height] = [size.width / scale, size.height / scale].map((length) =>
          Math.max(1, Math.round(length)),
        );
        const [left, top] = [Math.floor((frame.width - width!) / 2), Math.floor((frame.height - height!) / 2)];
        const pixels = frame.toRgba();
        const part = Uint8Array.from({ length: 4 * width! * height! }, (_, i) => {
          const [x, y] = [left + ((i >> 2) % width!), top + Math.floor((i >> 2) / width!)];
          return pixels[4 * (y * frame.width + x) + (i & 3)]!;
        });
        const expected = VideoFrame.rgba(width!, height!, part).toTensor({ size, resize });
        expect(frame.toTensor({ size, resize, fit: 'cover' })).toEqual(expected);
      }),
      { numRuns: 80 },
    );
  });

  it('is normalised by channel, in units of its range', () => {
    const frame = VideoFrame.rgb(1, 1, Uint8Array.of(255, 0, 51));
    const { data, dims, type } = frame.toTensor({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
    expect(type).toBe('float32');
    expect(dims).toEqual([1, 3, 1, 1]);
    expect([...data]).toEqual([
      expect.closeTo((1 - 0.485) / 0.229, 5),
      expect.closeTo(-0.456 / 0.224, 5),
      expect.closeTo((0.2 - 0.406) / 0.225, 5),
    ]);
  });

  it('has planes in chw, and pixels in hwc', () => {
    const frame = VideoFrame.rgb(2, 1, Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect([...frame.toTensor({ dtype: 'uint8' }).data]).toEqual([1, 4, 2, 5, 3, 6]);
    const pixels = frame.toTensor({ dtype: 'uint8', layout: 'hwc' });
    expect([...pixels.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(pixels.dims).toEqual([1, 1, 2, 3]);
  });

  it.each(['float32', 'float16', 'uint8'] as const)('of %s comes back as the frame that it was', (dtype) => {
    const bytes: [number, number][] = [[0, 255]];
    const ranges: [number, number][] = [
      [0, 1],
      [-1, 1],
      [1, 0],
    ];
    const range = fc.constantFrom(...bytes, ...(dtype === 'uint8' ? [] : ranges));
    fc.assert(
      fc.property(frames, range, fc.constantFrom('chw', 'hwc'), (frame, [black, white], layout) => {
        const shape = { layout, range: [black, white] } as const;
        const back = VideoFrame.fromTensor(frame.toTensor({ ...shape, dtype }), shape);
        expect(bytesOf(back)).toEqual(bytesOf(frame));
      }),
      { numRuns: 60 },
    );
  });

  it('is made of each kind of frame', () => {
    const grey = { width: 6, height: 4 };
    const rgba = new Uint8Array(4 * 24).fill(100);
    const planes = new Uint8Array(i420Size(6, 4));
    VideoFrame.rgba(6, 4, rgba).writeI420(planes);
    const dims = [3, 4, 6];
    for (const frame of [
      VideoFrame.rgba(6, 4, rgba),
      VideoFrame.rgb(6, 4, rgba.subarray(0, 3 * 24)),
      VideoFrame.i420(6, 4, planes),
      VideoFrame.fromTensor({ data: new Float32Array(72).fill(100), dims }, { layout: 'chw', range: [0, 255] }),
    ]) {
      const { data } = frame.toTensor({ range: [0, 255], size: { width: 3, height: 3 } });
      expect({ width: frame.width, height: frame.height }).toEqual(grey);
      expect(Math.max(...data.map((value) => Math.abs(value - 100)))).toBeLessThanOrEqual(1);
    }
  });

  it('is written into an array of the caller', () => {
    const frame = VideoFrame.rgb(2, 2, new Uint8Array(12).fill(255));
    const kept = new Uint16Array(12);
    const { data } = frame.toTensor({ dtype: 'float16' }, kept);
    expect(data).toBe(kept);
    expect([...kept]).toEqual(Array.from({ length: 12 }, () => encodeHalf(1)));
  });

  const frame = VideoFrame.rgb(4, 2);
  it.each<[string, () => unknown, string]>([
    ['layout', () => frame.toTensor({ layout: 'nchw' as 'chw' }), 'layout of a tensor is one of chw, hwc'],
    ['dtype', () => frame.toTensor({ dtype: 'int8' as 'uint8' }), 'one of float32, float16, uint8 (got string "int8")'],
    ['resize', () => frame.toTensor({ resize: 'cubic' as 'area' }), 'one of bilinear, area'],
    ['fit', () => frame.toTensor({ fit: 'contain' as 'cover' }), 'fit of a tensor is one of stretch, cover'],
    ['size', () => frame.toTensor({ size: { width: 0, height: 2 } }), "a tensor's width must be an integer from 1"],
    ['range', () => frame.toTensor({ range: [1, 1] }), 'two different values (got 1 for both)'],
    ['range of bytes', () => frame.toTensor({ dtype: 'uint8', range: [0, 1] }), 'leave out range, mean and std'],
    ['mean', () => frame.toTensor({ mean: [0.5] as unknown as [0, 0, 0] }), 'mean of a tensor is a list of 3 numbers'],
    ['std', () => frame.toTensor({ std: [1, 0, 1] }), 'std divides, and must not be zero (got 1, 0, 1)'],
    ['target', () => frame.toTensor({ dtype: 'uint8' }, [] as unknown as Uint8Array), 'is a Uint8Array (got an empty'],
    ['length', () => frame.toTensor({}, new Float32Array(9)), '[1, 3, 2, 4] has 24 values (got room for 9)'],
  ])('is refused where its %s is wrong', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'bad_frame', message: expect.stringContaining(message) }));
  });
});

describe('a frame made of numbers of float16', () => {
  const shape = { layout: 'hwc', range: [-1, 1] } as const;
  const values = [-1, 1, 0, Number.NaN, Infinity, -Infinity, 2 ** -24, -0.5, 0.25];
  const dims = [1, 3, 3];
  it('equals one made of the same numbers of float32', () => {
    const halves = VideoFrame.fromTensor({ data: Uint16Array.from(values, encodeHalf), dims }, shape);
    const floats = VideoFrame.fromTensor({ data: Float32Array.from(values), dims }, shape);
    expect(bytesOf(halves)).toEqual(bytesOf(floats));
  });

  it('does so for every number that there is', () => {
    const wide = { layout: 'hwc', range: [-300, 300] } as const;
    const data = Uint16Array.from({ length: 3 * 65_536 }, (_, i) => i % 65_536);
    const all = [128, 512, 3];
    const halves = VideoFrame.fromTensor({ data, dims: all }, wide);
    const floats = VideoFrame.fromTensor({ data: Float32Array.from(data, decodeHalf), dims: all }, wide);
    expect(Buffer.compare(Buffer.from(bytesOf(halves)), Buffer.from(bytesOf(floats)))).toBe(0);
  });

  it('is refused with numbers that are none of a picture', () => {
    const data = new Float64Array(27) as unknown as Float32Array;
    expect(() => VideoFrame.fromTensor({ data, dims: [3, 3, 3] }, shape)).toThrow(
      'is a Float32Array, a Uint8Array, or a Uint16Array of float16 (got Float64Array); cast it in the network',
    );
  });
});
