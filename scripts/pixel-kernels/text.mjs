// WebAssembly text in parts that the kernels share.

export const lanes = (type, value) =>
  `(${type}.splat (${{ f64x2: 'f64', f32x4: 'f32' }[type] ?? 'i32'}.const ${value}))`;
export const shorts = (value) => lanes('i16x8', value);
export const words = (value) => lanes('i32x4', value);
export const sum = (type, first, ...rest) => rest.reduce((left, right) => `(${type}.add ${left} ${right})`, first);
export const get = (name) => `(local.get $${name})`;
export const set = (name, value) => `(local.set $${name} ${value})`;
export const load = (pointer, offset = 0) => `(v128.load offset=${offset} ${get(pointer)})`;
export const store = (pointer, value, offset = 0) => `(v128.store offset=${offset} ${get(pointer)} ${value})`;
export const advance = (name, by) => set(name, `(i32.add ${get(name)} ${by})`);

export const CHANNELS = ['r', 'g', 'b'];

/** In a swizzle it selects a zero. */
export const ZERO = 128;

export const swizzle = (vector, places) => `(i8x16.swizzle ${vector} (v128.const i8x16 ${places.join(' ')}))`;
export const shuffle = (one, other, places) => `(i8x16.shuffle ${places.join(' ')} ${one} ${other})`;

/** Places of the 8 low or high bytes of two vectors, one of each in turn. */
export const bytesInTurn = (half) => [...Array(8).keys()].flatMap((i) => [i + 8 * half, i + 8 * half + 16]);

/** Places of the 4 low or high 16-bit lanes of two vectors, one of each in turn. */
export const shortsInTurn = (half) =>
  [...Array(4).keys()].flatMap((i) => [0, 1, 16, 17].map((place) => place + 2 * i + 8 * half));

export function loop(label, counter, body) {
  return [
    `(loop $${label}`,
    ...body,
    `(br_if $${label} (local.tee $${counter} (i32.sub ${get(counter)} (i32.const 1)))))`,
  ];
}

/** A function that works through `groups` of its input; `params` and `locals` are lists of names of one type. */
export function kernel(name, { params = ['in', 'out', 'groups'], locals = [], vectors = [] }, body) {
  return [
    `(func (export "${name}")`,
    ...params.map((each) => `(param $${each} i32)`),
    ...locals.map((each) => `(local $${each} i32)`),
    ...vectors.map((each) => `(local $${each} v128)`),
    ...body,
    ')',
  ];
}
