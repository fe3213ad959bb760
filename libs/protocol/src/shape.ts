import { WireError } from './wire-error.js';

/** Reads one value from untrusted JSON, or throws `bad_message` with its path. */
export type Shape<T> = (value: unknown, path: string) => T;

type Properties = Readonly<Record<string, Shape<unknown>>>;
type Read<P extends Properties> = {
  [K in keyof P as undefined extends ReturnType<P[K]> ? never : K]: ReturnType<P[K]>;
} & {
  [K in keyof P as undefined extends ReturnType<P[K]> ? K : never]?: ReturnType<P[K]>;
};

function fail(path: string, what: string): never {
  throw new WireError(
    'bad_message',
    `${path === '' ? 'the message' : path} must be ${what}`,
    path === '' ? undefined : path,
  );
}

export function text(limits: { readonly min?: number; readonly max: number }): Shape<string> {
  return (value, path) => {
    if (typeof value !== 'string') return fail(path, 'a string');
    if (value.length > limits.max) return fail(path, `at most ${limits.max} characters`);
    if (value.length < (limits.min ?? 0)) return fail(path, `at least ${limits.min} characters`);
    return value;
  };
}

export const bool: Shape<boolean> = (value, path) => (typeof value === 'boolean' ? value : fail(path, 'true or false'));

export function integer(least: number, most: number): Shape<number> {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : fail(path, `an integer from ${least} to ${most}`);
}

export const finite: Shape<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(path, 'a number');

export function literal<const T extends string>(...choices: readonly T[]): Shape<T> {
  return (value, path) => choices.find((choice) => choice === value) ?? fail(path, `one of ${choices.join(', ')}`);
}

export function list<T>(item: Shape<T>, max: number): Shape<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return fail(path, 'an array');
    if (value.length > max) return fail(path, `an array of at most ${max}`);
    return value.map((element, i) => item(element, `${path}[${i}]`));
  };
}

/** Any plain JSON object; the caller checks its contents. */
export const anyObject: Shape<Record<string, unknown>> = (value, path) =>
  isObject(value) ? value : fail(path, 'an object');

/** An object used as a map; `__proto__` is an ordinary key. */
export function map<T>(item: Shape<T>, max: number): Shape<Record<string, T>> {
  return (value, path) => {
    const entries = Object.entries(anyObject(value, path));
    if (entries.length > max) return fail(path, `an object of at most ${max} entries`);
    return Object.fromEntries(entries.map(([key, element]) => [key, item(element, `${path}.${key.slice(0, 40)}`)]));
  };
}

/** May be absent. Null is absent too, in every body and message: several clients send it for missing values. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : shape(value, path));
}

/** Required, and null has its own meaning. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** @param strict reject keys that are not listed; otherwise they are dropped */
export function object<P extends Properties>(properties: P, strict = false): Shape<Read<P>> {
  return (value, path) => {
    const given = anyObject(value, path);
    const place = (key: string): string => (path === '' ? key : `${path}.${key}`);
    if (strict) {
      const extra = Object.keys(given).find((key) => !Object.hasOwn(properties, key));
      if (extra !== undefined) {
        const where = place(extra.slice(0, 40));
        throw new WireError('bad_message', `${where} is not known here; remove it`, where);
      }
    }
    const read: Record<string, unknown> = {};
    for (const [key, shape] of Object.entries(properties)) {
      const result = shape(Object.hasOwn(given, key) ? given[key] : undefined, place(key));
      if (result !== undefined) read[key] = result;
    }
    return read as Read<P>;
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
