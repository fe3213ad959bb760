import type { FieldProblems } from './field-problems.js';

/** Levels of arrays and objects in one argument; the same limit as on the wire. */
const MAX_DEPTH = 32;

/** Keys that change an object's prototype when they are copied to it. */
const HOSTILE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/**
 * Adds one problem for each argument with what no field may hold, whatever its type: unlimited nesting, and keys that
 * the author's code or a library could treat as more than data.
 */
export function addHostileValues(args: Readonly<Record<string, unknown>>, problems: FieldProblems): void {
  for (const [name, value] of Object.entries(args)) {
    const field = name.slice(0, 80);
    const what = HOSTILE_KEYS.has(name) ? `is not a valid argument name` : hostility(value, 0);
    if (what !== undefined) problems.add(field, () => `${field} ${what}`);
  }
}

function hostility(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH}; send a flatter value`;
  for (const key of Object.keys(value)) {
    if (HOSTILE_KEYS.has(key)) return `has the key '${key}', which is not allowed; rename it`;
    const inside = hostility((value as Record<string, unknown>)[key], depth + 1);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
