// Rows of RGBA to another size, in the arithmetic of `resizeRgba`: weights of 14 bits, two taps a step.
import { advance, bytesInTurn, get, kernel, load, loop, set, shuffle, store, swizzle, words, ZERO } from './text.mjs';

const WEIGHT_BITS = 14;

const wide = (part, bytes) => `(i16x8.extend_${part}_i8x16_u ${bytes})`;
const weighed = (pairs, weights) => `(i32x4.dot_i16x8_s ${pairs} ${weights})`;
const cut = (value) => `(i32x4.shr_s ${value} (i32.const ${WEIGHT_BITS}))`;

/** Adds two rows to the sums of a row, by two weights in the halves of `weights`; 4 pixels a group. */
function addRows() {
  const pixel = (half, part) =>
    weighed(wide(part, shuffle(get('a'), get('b'), bytesInTurn(half))), `(i32x4.splat ${get('weights')})`);
  return kernel(
    'addRows',
    { params: ['one', 'other', 'weights', 'sums', 'groups'], vectors: ['a', 'b'] },
    loop('group', 'groups', [
      set('a', load('one')),
      set('b', load('other')),
      ...[
        [0, 'low'],
        [0, 'high'],
        [1, 'low'],
        [1, 'high'],
      ].map(([half, part], i) => store('sums', `(i32x4.add ${load('sums', 16 * i)} ${pixel(half, part)})`, 16 * i)),
      ...['one', 'other'].map((pointer) => advance(pointer, '(i32.const 16)')),
      advance('sums', '(i32.const 64)'),
    ]),
  );
}

/** The sums of a row to bytes; 4 pixels a group. */
function cutSums() {
  const two = (at) => `(i16x8.narrow_i32x4_s ${cut(load('in', at))} ${cut(load('in', at + 16))})`;
  return kernel(
    'cutSums',
    {},
    loop('group', 'groups', [
      store('out', `(i8x16.narrow_i16x8_u ${two(0)} ${two(32)})`),
      advance('in', '(i32.const 64)'),
      advance('out', '(i32.const 16)'),
    ]),
  );
}

/**
 * A row to another width: `starts` has where each pixel begins to read, in bytes from the row's begin, `weights` those of
 * `2 * pairs` pixels for each. It reads pixels beyond the row, with a weight of zero.
 */
function resizeRow() {
  // Two pixels channel by channel, each byte as 16 bits.
  const places = [0, 1, 2, 3].flatMap((channel) => [channel, ZERO, channel + 4, ZERO]);
  return kernel(
    'resizeRow',
    { params: ['in', 'starts', 'weights', 'pairs', 'out', 'count'], locals: ['at', 'left'], vectors: ['sum'] },
    loop('pixel', 'count', [
      set('at', `(i32.add ${get('in')} (i32.load ${get('starts')}))`),
      set('sum', words(1 << (WEIGHT_BITS - 1))),
      set('left', get('pairs')),
      ...loop('pair', 'left', [
        set(
          'sum',
          `(i32x4.add ${get('sum')} ${weighed(
            swizzle(`(v128.load64_zero ${get('at')})`, places),
            `(v128.load32_splat ${get('weights')})`,
          )})`,
        ),
        advance('at', '(i32.const 8)'),
        advance('weights', '(i32.const 4)'),
      ]),
      set('sum', `(i16x8.narrow_i32x4_s ${cut(get('sum'))} ${cut(get('sum'))})`),
      `(v128.store32_lane 0 ${get('out')} (i8x16.narrow_i16x8_u ${get('sum')} ${get('sum')}))`,
      advance('out', '(i32.const 4)'),
      advance('starts', '(i32.const 4)'),
    ]),
  );
}

export const resizeKernels = () => [...addRows(), ...cutSums(), ...resizeRow()];
