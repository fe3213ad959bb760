type Json = Readonly<Record<string, unknown>>;

/** Keys for people and pages, which no comparison reads. */
const WORDS: ReadonlySet<string> = new Set([
  'description',
  'summary',
  'examples',
  'x-reactor-ui',
  'x-reactor-moderate',
]);

/** Keys whose objects have names of the author's as keys. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'schemas', 'paths', 'webhooks']);

/** Keys whose values are the author's. */
const VALUES: ReadonlySet<string> = new Set(['default', 'enum']);

/** A model's document on one line, without its texts: what is left says what the model offers. */
export function bareDocument(document: Json): string {
  return JSON.stringify(bare(document, false));
}

/** @param named its keys are names, not keywords */
function bare(value: unknown, named: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item, false));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Json).flatMap(([key, item]) => {
      if (named) return [[key, bare(item, false)]];
      if (WORDS.has(key)) return [];
      return [[key, VALUES.has(key) ? item : bare(item, NAMED.has(key))]];
    }),
  );
}
