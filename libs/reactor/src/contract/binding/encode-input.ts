import { isObject, UploadedFile } from '../../authoring/index.js';
import type { Field } from './model-contract.js';

/** Values inside one input that are encoded at most. */
const MAX_VALUES = 4_096;

/** Levels of arrays and objects, as in client messages. */
const MAX_DEPTH = 32;

/** An input's value in plain JSON, or why it has none. */
export type EncodedInput = { readonly value: unknown } | { readonly withheld: 'too_large' | 'not_json' };

/** Says that a value cannot be encoded. */
class Withheld extends Error {
  constructor(readonly reason: 'too_large' | 'not_json') {
    super(reason);
  }
}

/**
 * What an author's value of a field would be on the wire: the reverse of `hydrateField`. A file is encoded as its name,
 * type and size, never as its bytes. The work is bounded: a value with too much content is `too_large`.
 */
export function encodeInput(field: Field, value: unknown): EncodedInput {
  try {
    return { value: new InputEncoder().encode(field, value, 0) };
  } catch (error) {
    if (error instanceof Withheld) return { withheld: error.reason };
    throw error;
  }
}

class InputEncoder {
  private values = 0;

  encode(field: Field, value: unknown, depth: number): unknown {
    this.count(depth);
    if (value === null || value === undefined) return null;
    const { nested, items } = field;
    switch (field.kind) {
      case 'file':
        if (!(value instanceof UploadedFile)) throw new Withheld('not_json');
        return { name: value.name, mime_type: value.mimeType, size: value.size };
      case 'array':
        if (!Array.isArray(value)) throw new Withheld('not_json');
        return value.map((item) => this.item(items, item, depth + 1));
      case 'record':
        return this.entries(value, (item) => this.item(items, item, depth + 1));
      case 'object': {
        if (!isObject(value)) throw new Withheld('not_json');
        const fields = nested?.fields ?? [];
        return Object.fromEntries(
          fields.map((inner) => [inner.name, this.encode(inner, value[inner.property], depth + 1)]),
        );
      }
      case 'mixed':
        return primitive(value);
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean':
        if (typeof value !== (field.kind === 'integer' ? 'number' : field.kind)) throw new Withheld('not_json');
        return primitive(value);
      default:
        return field.kind satisfies never;
    }
  }

  private item(field: Field | undefined, value: unknown, depth: number): unknown {
    return field === undefined ? this.plain(value, depth) : this.encode(field, value, depth);
  }

  private plain(value: unknown, depth: number): unknown {
    this.count(depth);
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.map((item) => this.plain(item, depth + 1));
    if (isObject(value)) return this.entries(value, (item) => this.plain(item, depth + 1));
    return primitive(value);
  }

  private entries(value: unknown, encode: (item: unknown) => unknown): unknown {
    const prototype: unknown = isObject(value) ? Object.getPrototypeOf(value) : undefined;
    if (!isObject(value) || (prototype !== Object.prototype && prototype !== null)) throw new Withheld('not_json');
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, encode(item)]),
    );
  }

  private count(depth: number): void {
    if (depth > MAX_DEPTH || ++this.values > MAX_VALUES) throw new Withheld('too_large');
  }
}

function primitive(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // JSON has no negative zero.
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  throw new Withheld('not_json');
}
