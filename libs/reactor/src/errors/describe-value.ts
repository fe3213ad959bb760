/** A value's kind, for error texts. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') {
    const name = value.constructor?.name ?? 'an object';
    return 'then' in value ? `${name} that was not awaited` : name;
  }
  if (typeof value === 'function') return `function ${value.name}`.trimEnd();
  return `${typeof value} ${JSON.stringify(value) ?? ''}`.trimEnd().slice(0, 60);
}
