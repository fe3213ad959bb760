/** Checks a value of another program. @returns what is wrong with it, undefined for nothing */
export type Shape = (value: unknown, path: string) => string | undefined;

export const string: Shape = (value, path) => (typeof value === 'string' ? undefined : `${path} is no string`);

/** A string of at most so many characters, and of one at least. */
export function shortString(most: number): Shape {
  return (value, path) =>
    typeof value === 'string' && value.length > 0 && value.length <= most
      ? undefined
      : `${path} is no string of 1 to ${most} characters`;
}

export const boolean: Shape = (value, path) => (typeof value === 'boolean' ? undefined : `${path} is no boolean`);

/** Any JSON value. */
export const anything: Shape = () => undefined;

export const object: Shape = (value, path) => (isObject(value) ? undefined : `${path} is no object`);

export const bytes: Shape = (value, path) => (value instanceof Uint8Array ? undefined : `${path} is no bytes`);

/** A finite number from `least` to `most`. */
export function number(least = -Infinity, most = Infinity): Shape {
  return (value, path) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most
      ? undefined
      : `${path} is no number from ${least} to ${most}`;
}

/** A whole number from `least` to `most`. */
export function whole(least = 0, most = Number.MAX_SAFE_INTEGER): Shape {
  return (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `${path} is no whole number from ${least} to ${most}`;
}

export function oneOf(...choices: readonly unknown[]): Shape {
  return (value, path) => (choices.includes(value) ? undefined : `${path} is none of ${choices.join(', ')}`);
}

/** Absent, undefined, or of the shape. */
export function optional(item: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : item(value, path));
}

export function list(item: Shape, most: number): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} is no list`;
    if (value.length > most) return `${path} has ${value.length} items, more than ${most}`;
    return firstProblem(
      value.map((one: unknown, i) => [`${path}[${i}]`, one] as const),
      item,
    );
  };
}

/** An object with values of one shape by name. */
export function record(item: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) return `${path} is no object`;
    return firstProblem(
      Object.entries(value).map(([name, one]) => [`${path}.${name}`, one] as const),
      item,
    );
  };
}

/** An object with at least these properties; others are allowed, for later versions. */
export function shape(properties: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(properties);
  return (value, path) => {
    if (!isObject(value)) return `${path} is no object`;
    for (const [name, check] of entries) {
      const problem = check(value[name], path === '' ? name : `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function firstProblem(values: readonly (readonly [string, unknown])[], item: Shape): string | undefined {
  for (const [path, value] of values) {
    const problem = item(value, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
