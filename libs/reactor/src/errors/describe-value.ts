/** A value's kind, as an error names it. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return value.constructor?.name ?? 'an object';
  if (typeof value === 'function') return `function ${value.name}`.trimEnd();
  return `${typeof value} ${JSON.stringify(value) ?? ''}`.trimEnd().slice(0, 60);
}
