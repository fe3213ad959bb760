import { choicesOf, type MessageFieldOptions } from '../../authoring/index.js';

/** How a value differs from a message field's declared type, or undefined. */
export function messageMismatch(options: MessageFieldOptions, value: unknown): string | undefined {
  if (value === null) {
    const isNullable = options.nullable || options.default === null || options.type === undefined;
    return isNullable ? undefined : 'it is null; send a value, or declare nullable: true';
  }
  const { type } = options;
  const choices = choicesOf(options);
  if (type !== undefined && !isOf(type, value))
    return `it is ${kindOfValue(value)} and is declared ${nameOf(type)}; send one, or change its type`;
  if (choices === undefined || choices.includes(value as string)) return undefined;
  return `it is ${JSON.stringify(value)} and must be one of ${choices.join(', ')}; send one, or change its choices`;
}

function isOf(type: NonNullable<MessageFieldOptions['type']>, value: unknown): boolean {
  if (typeof type === 'function') return typeof value === 'object' && !Array.isArray(value);
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

function nameOf(type: NonNullable<MessageFieldOptions['type']>): string {
  if (typeof type === 'function') return type().name;
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function kindOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
