import { isObject } from '../authoring/index.js';
import type { FieldProblem } from '../errors/index.js';
import type { Field } from './model-contract.js';

/**
 * A client's values with defaults for omitted ones, at every depth: plain, by wire names, declared keys only. Types and
 * bounds are not checked; files are handled separately.
 *
 * @param owner owner of the fields, for messages: a command or the path of a nested object
 * @param place path before the fields' names, `pose.`, or nothing
 * @param problems receives unknown and missing keys
 */
export function fillValues(
  owner: string,
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
  place: string,
  problems: FieldProblem[],
): Record<string, unknown> {
  const known = new Set(fields.map((field) => field.name));
  for (const key of Object.keys(given)) {
    if (!known.has(key)) problems.push(unknownKey(owner, known, place + key.slice(0, 80)));
  }
  const filled: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.kind === 'file') continue;
    const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
    const path = place + field.name;
    if (value !== undefined) filled[field.name] = fillValue(field, value, path, problems);
    else if (field.required) problems.push({ field: path, message: `${path} is missing` });
    else filled[field.name] = structuredClone(field.fallback);
  }
  return filled;
}

/** One value, completed inside. One of another shape than declared is left unchanged. */
export function fillValue(field: Field, value: unknown, path: string, problems: FieldProblem[]): unknown {
  const { nested, items } = field;
  if (nested !== undefined) {
    return isObject(value) ? fillValues(path, nested.fields, value, `${path}.`, problems) : value;
  }
  if (items === undefined) return value;
  if (field.kind === 'array' && Array.isArray(value)) {
    return value.map((item, i) => fillValue(items, item, `${path}[${i}]`, problems));
  }
  if (field.kind !== 'record' || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillValue(items, item, `${path}.${key.slice(0, 40)}`, problems)]),
  );
}

export function unknownKey(owner: string, known: ReadonlySet<string>, path: string): FieldProblem {
  const takes = known.size === 0 ? 'nothing' : [...known].join(', ');
  return { field: path, message: `${path} is unknown; ${owner} takes ${takes}` };
}
