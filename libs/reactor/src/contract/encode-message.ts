import {
  messageFields,
  messageWireName,
  ModelMessage,
  type ModelMessageClass,
  toWireName,
} from '../authoring/index.js';
import { ReactorError } from '../errors/index.js';

/** Deeper values are taken for a cycle that escaped the check. */
const MAX_DEPTH = 32;

/**
 * A message as plain JSON values, checked value by value, because what cannot be sent must fail here, where its author
 * can be told, and not in a codec.
 *
 * Throws `unencodable` naming the place.
 */
export function encodeMessage(message: unknown): { type: string; data: Record<string, unknown> } {
  if (!(message instanceof ModelMessage)) {
    throw new ReactorError('unencodable', 'only a ModelMessage can be sent; let the class extend ModelMessage');
  }
  const messageClass = message.constructor as ModelMessageClass;
  const type = messageWireName(messageClass);
  const data: Record<string, unknown> = {};
  for (const { property, options } of messageFields.read(messageClass)) {
    const value = (message as unknown as Record<string, unknown>)[property] ?? options.default;
    if (value === undefined) continue;
    data[options.name ?? toWireName(property)] = plain(value, `${messageClass.name}.${property}`, []);
  }
  return { type, data };
}

function plain(value: unknown, path: string, above: readonly unknown[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw refusal(path, `${value} has no form in JSON; send null or leave it out`);
  }
  if (typeof value !== 'object')
    throw refusal(path, `a ${typeof value} has no form in JSON; send a string or a number`);
  if (above.includes(value) || above.length >= MAX_DEPTH) throw refusal(path, 'it contains itself; send a plain copy');
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((item, i) => plain(item, `${path}[${i}]`, inside));
  if (ArrayBuffer.isView(value)) throw refusal(path, `a ${value.constructor.name} is not plain; send Array.from(it)`);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== Object.prototype && prototype !== null) {
    throw refusal(path, `an instance of ${value.constructor.name} is not plain; send its values`);
  }
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) copy[key] = plain(item, `${path}.${key}`, inside);
  }
  return copy;
}

function refusal(path: string, what: string): ReactorError {
  return new ReactorError('unencodable', `${path} cannot be sent: ${what}`);
}
