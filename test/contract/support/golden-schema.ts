import { readFileSync } from 'node:fs';

/** The schema of a model as the contract has it, words aside: names, types, bounds, defaults, marks, tracks, messages. */
export function goldenSchema(name: 'brightness' | 'echo'): unknown {
  return JSON.parse(readFileSync(new URL(`../golden/${name}.schema.json`, import.meta.url), 'utf8'));
}

/**
 * A rendered schema without what is said to people: summaries, and descriptions of anything but a response, whose
 * description names its message. Keys keep their order.
 */
export function withoutWords(schema: unknown): unknown {
  return strip(schema, 'schema');
}

/** Keys of `names` are an author's own, so that a field called `description` stays. */
type Place = 'schema' | 'names' | 'responses';

const PLACES: Readonly<Record<string, Place>> = {
  properties: 'names',
  schemas: 'names',
  paths: 'names',
  webhooks: 'names',
  responses: 'responses',
};

function strip(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => place === 'names' || key !== 'summary')
      .filter(([key]) => place !== 'schema' || key !== 'description')
      .map(([key, inner]) => [key, strip(inner, inside(key, place))]),
  );
}

function inside(key: string, place: Place): Place {
  if (place === 'responses') return key === 'content' ? 'schema' : 'responses';
  return place === 'names' ? 'schema' : (PLACES[key] ?? 'schema');
}
