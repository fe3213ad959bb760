/** Why a value cannot be represented in JSON, and what to send instead. */
export function plainAdvice(value: unknown): string {
  if (typeof value === 'number') return `${value} cannot be represented in JSON; send null or leave it out`;
  if (value === undefined) return 'undefined cannot be represented in JSON; send null or leave it out';
  if (typeof value !== 'object' || value === null) {
    return `a ${typeof value} cannot be represented in JSON; send a string or a number`;
  }
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} is not a plain value; send Array.from(it)`;
  if (value instanceof Date) return 'a Date is not a plain value; send it.toISOString() or it.getTime()';
  if (value instanceof Map) return 'a Map is not a plain value; send Object.fromEntries(it)';
  if (value instanceof Set) return 'a Set is not a plain value; send [...it]';
  if (value instanceof Promise) return 'it is a Promise; await it first';
  const name = value.constructor?.name ?? 'class';
  return `an instance of ${name} is not a plain value; send its values, or decorate its properties with @MessageField()`;
}
