import { ReactorError } from './errors/index.js';

/** The given options merged over their defaults; undefined counts as absent. */
export function withDefaults<T extends object>(defaults: Readonly<T>, given: Partial<T>): T {
  return { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/**
 * Checks numbers against their minimum. Absent ones pass.
 *
 * @param group name of the options in messages, such as `session` Throws `bad_configuration`.
 */
export function checkLeast<T extends object>(group: string, options: T, least: Bounds<T>): void {
  check(group, options, least, 'a number', Number.isFinite);
}

/** The same for counts, which must be whole numbers. */
export function checkLeastWhole<T extends object>(group: string, options: T, least: Bounds<T>): void {
  check(group, options, least, 'a whole number', Number.isSafeInteger);
}

type Bounds<T> = { readonly [K in keyof T]?: number };

function check<T extends object>(
  group: string,
  options: T,
  least: Bounds<T>,
  what: string,
  isOne: (value: number) => boolean,
): void {
  for (const [name, bound] of Object.entries(least) as [string & keyof T, number][]) {
    const value: unknown = options[name];
    if (value === undefined || (typeof value === 'number' && isOne(value) && value >= bound)) continue;
    throw new ReactorError(
      'bad_configuration',
      `${group}.${name} must be ${what} of at least ${bound} (got ${JSON.stringify(value) ?? typeof value}); correct it or leave it out`,
    );
  }
}
