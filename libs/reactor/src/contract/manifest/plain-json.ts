/** Levels of arrays and objects in one value. */
const MAX_DEPTH = 64;

/** Values in it, of all levels. */
const MAX_VALUES = 200_000;

/** Why a value of another program is not plain JSON of a bounded size; undefined where it is. */
export function unplain(value: unknown): string | undefined {
  let values = 0;
  const look = (inner: unknown, path: string, depth: number): string | undefined => {
    if (++values > MAX_VALUES) return `it has more than ${MAX_VALUES} values`;
    if (inner === null || typeof inner === 'string' || typeof inner === 'boolean') return undefined;
    if (typeof inner === 'number') return Number.isFinite(inner) ? undefined : `${path} is ${inner}`;
    if (typeof inner !== 'object') return `${path} is ${inner === undefined ? 'undefined' : `a ${typeof inner}`}`;
    if (depth >= MAX_DEPTH) return `${path.slice(0, 80)} is nested deeper than ${MAX_DEPTH}`;
    // Not by prototype: a clone from another realm has another one.
    const isPlain = Array.isArray(inner) || Object.prototype.toString.call(inner) === '[object Object]';
    if (!isPlain) return `${path} is no plain object`;
    for (const [key, item] of Object.entries(inner)) {
      if (key === '__proto__') return `${path} has the key __proto__`;
      const problem = look(item, path === '' ? key : `${path}.${key}`, depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return look(value, '', 0);
}
