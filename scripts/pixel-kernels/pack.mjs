// Pixels to I420: 16 pixels of two rows at a time, in the arithmetic of `packI420`.
import { advance, CHANNELS, get, kernel, lanes, load, loop, set, shorts, sum, swizzle, ZERO } from './text.mjs';

const PIXELS = [...Array(16).keys()];

/** Bytes of one channel from 16 pixels of `step` bytes in the locals $s0 and following: one swizzle of each, joined. */
function channel(step, at) {
  const picked = Array.from({ length: step }, (_, part) => {
    const places = PIXELS.map((pixel) => pixel * step + at - 16 * part);
    return swizzle(
      get(`s${part}`),
      places.map((place) => (place >= 0 && place < 16 ? place : ZERO)),
    );
  });
  return picked.reduce((left, right) => `(v128.or ${left} ${right})`);
}

/** Loads a row's 16 pixels into $r, $g and $b of that row. */
function interleaved(step) {
  return (row) => [
    ...Array.from({ length: step }, (_, part) => set(`s${part}`, load(`in${row}`, 16 * part))),
    ...CHANNELS.map((name, at) => set(`${name}${row}`, channel(step, at))),
  ];
}

const planar = (row) =>
  CHANNELS.map((name, plane) =>
    set(`${name}${row}`, `(v128.load (i32.add ${get(`in${row}`)} (i32.mul ${get('plane')} (i32.const ${plane}))))`),
  );

/** (66 r + 129 g + 25 b + 4224) >> 8, which fits 16 bits without a sign. */
function luma(row, half) {
  const wide = (name) => `(i16x8.extend_${half}_i8x16_u ${get(`${name}${row}`)})`;
  const terms = CHANNELS.map((name, i) => `(i16x8.mul ${wide(name)} ${shorts([66, 129, 25][i])})`);
  return `(i16x8.shr_u ${sum('i16x8', ...terms, shorts(4224))} (i32.const 8))`;
}

/** The mean of 2x2 pixels, of 8 blocks. */
function mean(name) {
  const pairs = [0, 1].map((row) => `(i16x8.extadd_pairwise_i8x16_u ${get(`${name}${row}`)})`);
  return `(i16x8.shr_u ${sum('i16x8', ...pairs)} (i32.const 2))`;
}

/** Wraps at 16 bits, where the result fits again. */
function chroma(weights) {
  const terms = CHANNELS.map((name, i) => `(i16x8.mul ${get(`m${name}`)} ${shorts(weights[i])})`);
  const value = `(i16x8.shr_u ${sum('i16x8', ...terms, shorts(32896))} (i32.const 8))`;
  return `(i8x16.narrow_i16x8_u ${value} ${value})`;
}

/**
 * `in` points at the first of `2 * pairs` rows of `stride` bytes, `y` at the luma rows of `16 * groups` bytes, `u` and
 * `v` at the chroma rows of half of that. `plane` is the way from red to green and from green to blue.
 */
function pack(name, bytesOfGroup, loadRow) {
  const width = `(i32.shl ${get('groups')} (i32.const 4))`;
  const group = [
    ...loadRow(0),
    ...loadRow(1),
    ...[0, 1].map(
      (row) => `(v128.store ${get(`y${row}`)} (i8x16.narrow_i16x8_u ${luma(row, 'low')} ${luma(row, 'high')}))`,
    ),
    ...CHANNELS.map((each) => set(`m${each}`, mean(each))),
    `(v128.store64_lane 0 ${get('u')} ${chroma([-38, -74, 112])})`,
    `(v128.store64_lane 0 ${get('v')} ${chroma([112, -94, -18])})`,
    ...['in0', 'in1'].map((pointer) => advance(pointer, `(i32.const ${bytesOfGroup})`)),
    ...['y0', 'y1'].map((pointer) => advance(pointer, '(i32.const 16)')),
    ...['u', 'v'].map((pointer) => advance(pointer, '(i32.const 8)')),
  ];
  const pair = [
    set('in0', get('in')),
    set('in1', `(i32.add ${get('in')} ${get('stride')})`),
    set('y0', get('y')),
    set('y1', `(i32.add ${get('y')} ${width})`),
    set('left', get('groups')),
    ...loop('group', 'left', group),
    advance('in', `(i32.shl ${get('stride')} (i32.const 1))`),
    advance('y', `(i32.shl ${width} (i32.const 1))`),
  ];
  return kernel(
    name,
    {
      params: ['in', 'stride', 'plane', 'y', 'u', 'v', 'groups', 'pairs'],
      locals: ['in0', 'in1', 'y0', 'y1', 'left'],
      vectors: ['s0', 's1', 's2', 's3', 'r0', 'g0', 'b0', 'r1', 'g1', 'b1', 'mr', 'mg', 'mb'],
    },
    loop('pair', 'pairs', pair),
  );
}

/** Four floats as whole numbers: truncated in double precision as JavaScript computes, NaN as 0. */
function truncated(offset) {
  const halves = [offset, offset + 8].map((at) => {
    const doubles = `(f64x2.promote_low_f32x4 (v128.load64_zero offset=${at} ${get('in')}))`;
    const scaled = `(f64x2.add (f64x2.mul ${doubles} (f64x2.splat ${get('scale')})) (f64x2.splat ${get('shift')}))`;
    return `(i32x4.trunc_sat_f64x2_s_zero ${scaled})`;
  });
  return `(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 ${halves.join(' ')})`;
}

/** 16 floats a group to bytes, clipped at 0 and 255 as the numbers become narrower. */
function quantize() {
  const shortsOf = (offset) => `(i16x8.narrow_i32x4_s ${truncated(offset)} ${truncated(offset + 16)})`;
  return [
    '(func (export "quantize") (param $in i32) (param $out i32) (param $groups i32) (param $scale f64) (param $shift f64)',
    ...loop('group', 'groups', [
      `(v128.store ${get('out')} (i8x16.narrow_i16x8_u ${shortsOf(0)} ${shortsOf(32)}))`,
      advance('in', '(i32.const 64)'),
      advance('out', '(i32.const 16)'),
    ]),
    ')',
  ];
}

/** 2 to the power of 112: what an exponent of float16 lacks to one of float32. */
const REBIAS = lanes('f32x4', '0x1p112');

/** 8 numbers of float16 a group to float32. From 65536 on it was infinity, or NaN. */
function widenHalves() {
  const half = (part) => [
    set('bits', `(i32x4.extend_${part}_i16x8_u ${get('halves')})`),
    set(
      'float',
      `(f32x4.mul (i32x4.shl (v128.and ${get('bits')} ${lanes('i32x4', 0x7fff)}) (i32.const 13)) ${REBIAS})`,
    ),
    set(
      'float',
      `(v128.or ${get('float')} (v128.and (f32x4.ge ${get('float')} ${lanes('f32x4', 65536)}) ${lanes('i32x4', '0x7f800000')}))`,
    ),
    `(v128.store offset=${part === 'low' ? 0 : 16} ${get('out')} (v128.or ${get('float')} (i32x4.shl (v128.and ${get('bits')} ${lanes('i32x4', 0x8000)}) (i32.const 16))))`,
  ];
  return kernel(
    'widenHalves',
    { vectors: ['halves', 'bits', 'float'] },
    loop('group', 'groups', [
      set('halves', load('in')),
      ...half('low'),
      ...half('high'),
      advance('in', '(i32.const 16)'),
      advance('out', '(i32.const 32)'),
    ]),
  );
}

export const packKernels = () => [
  ...pack('packRgb', 48, interleaved(3)),
  ...pack('packRgba', 64, interleaved(4)),
  ...pack('packPlanes', 16, planar),
  ...quantize(),
  ...widenHalves(),
];
