// A row of any picture to RGBA: 16 pixels at a time, in the arithmetic of `unpackI420`.
import {
  advance,
  bytesInTurn,
  get,
  kernel,
  lanes,
  load,
  loop,
  set,
  shorts,
  shortsInTurn,
  shuffle,
  store,
  swizzle,
  words,
  ZERO,
} from './text.mjs';

/** Two numbers of 16 bits in each lane of 32. */
const both = (first, second) => words((first & 0xffff) | (second << 16));

const dot = (pairs, weights) => `(i32x4.dot_i16x8_s ${pairs} ${weights})`;
const eighth = (value) => `(i32x4.shr_s ${value} (i32.const 8))`;

/** One channel of 8 pixels from the locals $y, $u and $v, as numbers of 16 bits. */
const CHANNELS = {
  r: (half) => `(i32x4.add ${dot(shuffle(get('y'), get('v'), shortsInTurn(half)), both(298, 409))} ${words(128)})`,
  g: (half) =>
    `(i32x4.add ${dot(shuffle(get('y'), get('u'), shortsInTurn(half)), both(298, -100))} ${dot(
      shuffle(get('v'), shorts(1), shortsInTurn(half)),
      both(-208, 128),
    )})`,
  b: (half) => `(i32x4.add ${dot(shuffle(get('y'), get('u'), shortsInTurn(half)), both(298, 516))} ${words(128)})`,
};

function unpackRow() {
  const chroma = (pointer) =>
    swizzle(
      `(v128.load64_zero ${get(pointer)})`,
      [...Array(16).keys()].map((pixel) => pixel >> 1),
    );
  const eight = (part) => [
    ...[
      ['y', 16],
      ['u', 128],
      ['v', 128],
    ].map(([name, zero]) => set(name, `(i16x8.sub (i16x8.extend_${part}_i8x16_u ${get(`${name}s`)}) ${shorts(zero)})`)),
    ...Object.entries(CHANNELS).map(([name, channel]) =>
      set(`${name}_${part}`, `(i16x8.narrow_i32x4_s ${eighth(channel(0))} ${eighth(channel(1))})`),
    ),
  ];
  const bytes = (name) => `(i8x16.narrow_i16x8_u ${get(`${name}_low`)} ${get(`${name}_high`)})`;
  return kernel(
    'unpackRow',
    {
      params: ['inY', 'inU', 'inV', 'out', 'groups'],
      vectors: ['ys', 'us', 'vs', 'y', 'u', 'v', 'r', 'g', 'b', 'rg', 'ba'].concat(
        ['r', 'g', 'b'].flatMap((name) => [`${name}_low`, `${name}_high`]),
      ),
    },
    loop('group', 'groups', [
      set('ys', load('inY')),
      set('us', chroma('inU')),
      set('vs', chroma('inV')),
      ...eight('low'),
      ...eight('high'),
      ...['r', 'g', 'b'].map((name) => set(name, bytes(name))),
      ...[0, 1].flatMap((half) => [
        set('rg', shuffle(get('r'), get('g'), bytesInTurn(half))),
        set('ba', shuffle(get('b'), lanes('i8x16', 255), bytesInTurn(half))),
        store('out', shuffle(get('rg'), get('ba'), shortsInTurn(0)), 32 * half),
        store('out', shuffle(get('rg'), get('ba'), shortsInTurn(1)), 32 * half + 16),
      ]),
      advance('inY', '(i32.const 16)'),
      advance('inU', '(i32.const 8)'),
      advance('inV', '(i32.const 8)'),
      advance('out', '(i32.const 64)'),
    ]),
  );
}

/** RGB to RGBA. It reads up to 4 bytes beyond its row. */
function spreadRow() {
  const places = [0, 3, 6, 9].flatMap((at) => [at, at + 1, at + 2, ZERO]);
  return kernel(
    'spreadRow',
    {},
    loop('group', 'groups', [
      ...[0, 1, 2, 3].map((part) =>
        store('out', `(v128.or ${swizzle(load('in', 12 * part), places)} ${words('0xff000000')})`, 16 * part),
      ),
      advance('in', '(i32.const 48)'),
      advance('out', '(i32.const 64)'),
    ]),
  );
}

export const unpackKernels = () => [...unpackRow(), ...spreadRow()];
