// A row of RGBA to a row of a tensor, 4 pixels at a time: three vectors of 4 values, each `byte * scale + shift`.
import { advance, get, kernel, lanes, load, loop, set, swizzle, words, ZERO } from './text.mjs';

/** Places of the bytes that are the values of each vector. */
const PLACES = {
  planes: [0, 1, 2].map((channel) => [0, 4, 8, 12].map((pixel) => pixel + channel)),
  pixels: [
    [0, 1, 2, 4],
    [5, 6, 8, 9],
    [10, 12, 13, 14],
  ],
};

const floats = (part) =>
  `(f32x4.add (f32x4.mul (f32x4.convert_i32x4_u ${swizzle(
    get('rgba'),
    part.places.flatMap((place) => [place, ZERO, ZERO, ZERO]),
  )}) ${get(`scale${part.index}`)}) ${get(`shift${part.index}`)})`;

/** The least float32 that is a normal number of float16, and a number whose last place is the last of those below it. */
const LEAST_NORMAL = '0x38800000';
const PLACE_OF_SUBNORMALS = '0x3f000000';

/**
 * Four numbers of float32 in $value as float16 in 32 bits, rounded to the nearest, ties to even, infinite from 65520 on.
 * A normal number gets another exponent and loses 13 bits; a smaller one is rounded by an addition.
 */
const halves = [
  set('size', `(v128.and ${get('value')} ${words('0x7fffffff')})`),
  set(
    'normal',
    `(i32x4.shr_u (i32x4.add (i32x4.add ${get('size')} ${words('0xc8000fff')}) (v128.and (i32x4.shr_u ${get('size')} (i32.const 13)) ${words(1)})) (i32.const 13))`,
  ),
  set('small', `(i32x4.sub (f32x4.add ${get('size')} ${words(PLACE_OF_SUBNORMALS)}) ${words(PLACE_OF_SUBNORMALS)})`),
  set(
    'normal',
    `(v128.bitselect ${get('small')} (i32x4.min_u ${get('normal')} ${words('0x7c00')}) (i32x4.lt_u ${get('size')} ${words(LEAST_NORMAL)}))`,
  ),
  set('value', `(v128.or ${get('normal')} (v128.and (i32x4.shr_u ${get('value')} (i32.const 16)) ${words('0x8000')}))`),
];

/** How 4 values are stored at a pointer. */
const TYPES = {
  Float32: {
    bytes: 4,
    value: (part) => [set('value', floats(part))],
    store: (at) => `(v128.store ${at} ${get('value')})`,
  },
  Float16: {
    bytes: 2,
    value: (part) => [set('value', floats(part)), ...halves],
    store: (at) => `(v128.store64_lane 0 ${at} (i16x8.narrow_i32x4_u ${get('value')} ${lanes('i32x4', 0)}))`,
  },
  Uint8: {
    bytes: 1,
    value: (part) => [set('value', swizzle(get('rgba'), [...part.places, ...Array(12).fill(ZERO)]))],
    store: (at) => `(v128.store32_lane 0 ${at} ${get('value')})`,
  },
};

/** `constants` are three vectors of scales and three of shifts; `plane` is the way from one channel's values to the next. */
function writeRow(layout, type) {
  const { bytes, value, store } = TYPES[type];
  const place = (index) =>
    layout === 'planes'
      ? `(i32.add ${get('out')} (i32.mul ${get('plane')} (i32.const ${index})))`
      : `(i32.add ${get('out')} (i32.const ${4 * bytes * index}))`;
  const constants =
    type === 'Uint8'
      ? []
      : [0, 1, 2].flatMap((index) => [
          set(`scale${index}`, load('constants', 16 * index)),
          set(`shift${index}`, load('constants', 48 + 16 * index)),
        ]);
  return kernel(
    `${layout}Of${type}`,
    {
      params: ['in', 'out', 'plane', 'constants', 'groups'],
      vectors: ['rgba', 'value', 'size', 'normal', 'small', ...[0, 1, 2].flatMap((i) => [`scale${i}`, `shift${i}`])],
    },
    [
      ...constants,
      ...loop('group', 'groups', [
        set('rgba', load('in')),
        ...PLACES[layout].flatMap((places, index) => [...value({ places, index }), store(place(index))]),
        advance('in', '(i32.const 16)'),
        advance('out', `(i32.const ${(layout === 'planes' ? 4 : 12) * bytes})`),
      ]),
    ],
  );
}

export const tensorKernels = () =>
  Object.keys(PLACES).flatMap((layout) => Object.keys(TYPES).flatMap((type) => writeRow(layout, type)));
