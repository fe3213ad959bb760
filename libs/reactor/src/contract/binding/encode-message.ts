import { type MessageFieldOptions, messageFieldsOf, ModelMessage } from '../../authoring/index.js';
import { describeValue, ReactorError } from '../../errors/index.js';
import { messageMismatch } from './message-mismatch.js';
import type { ModelContract } from './model-contract.js';
import { plainAdvice } from './plain-advice.js';

/** Levels of arrays and objects in one message. */
const MAX_DEPTH = 32;

/** Values in one message. Nested arrays that contain each other twice exceed any size within a few levels. */
const MAX_VALUES = 100_000;

/**
 * A message as plain JSON values by wire names, checked value by value, so that a value that cannot be encoded fails
 * here, where the author gets the error, and not in a codec.
 *
 * Throws `unencodable` naming the place.
 */
export function encodeMessage(
  contract: Pick<ModelContract, 'name' | 'messages'>,
  message: unknown,
): { type: string; data: Record<string, unknown> } {
  if (!(message instanceof ModelMessage)) {
    throw new ReactorError(
      'unencodable',
      `only a ModelMessage can be sent (got ${describeValue(message)}); make its class extend ModelMessage`,
    );
  }
  const messageClass = message.constructor;
  const known = [...contract.messages.values()].find((candidate) => candidate.messageClass === messageClass);
  if (known === undefined) {
    throw new ReactorError(
      'unencodable',
      `${messageClass.name} is not a message of ${contract.name}; list it in @ReactorModel({ messages }), or declare it as the reply of a command`,
    );
  }
  return { type: known.name, data: new MessageEncoder().encode(messageClass, message) };
}

class MessageEncoder {
  private values = 0;
  /** Objects around the current value, outermost first. */
  private readonly around: object[] = [];

  encode(owner: object & { readonly name: string }, source: object): Record<string, unknown> {
    return this.declared(owner, source, owner.name);
  }

  /** The declared properties of an instance, or of a plain object in its place. */
  private declared(owner: object, source: object, path: string): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (const { property, name, options } of messageFieldsOf(owner)) {
      const given = (source as Record<string, unknown>)[property];
      const value = given === undefined ? options.default : given;
      const place = `${path}.${property}`;
      if (value === undefined) throw refusal(place, 'it has no value; set it, or give @MessageField a default');
      entries.push([name, this.value(value, place, options)]);
    }
    return Object.fromEntries(entries);
  }

  private value(value: unknown, path: string, options: MessageFieldOptions | undefined): unknown {
    const mismatch = options === undefined ? undefined : messageMismatch(options, value);
    if (mismatch !== undefined) throw refusal(path, isPlain(value) ? mismatch : plainAdvice(value));
    if (++this.values > MAX_VALUES) throw refusal(path, `a message has at most ${MAX_VALUES} values; send fewer`);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    // JSON has no negative zero, and the wire encodings would differ on it.
    if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
    if (typeof value !== 'object') throw refusal(path, plainAdvice(value));
    if (this.around.includes(value)) throw refusal(path, 'it contains itself; send a plain copy');
    if (this.around.length >= MAX_DEPTH)
      throw refusal(path, `it is nested deeper than ${MAX_DEPTH} levels; send a flatter value`);
    this.around.push(value);
    const encoded = this.inside(value, path, options);
    this.around.pop();
    return encoded;
  }

  private inside(value: object, path: string, options: MessageFieldOptions | undefined): unknown {
    const items = options?.items;
    if (Array.isArray(value)) return Array.from(value, (item, i) => this.value(item, `${path}[${i}]`, items));
    const declared = typeof options?.type === 'function' ? options.type() : value.constructor;
    if (typeof declared === 'function' && messageFieldsOf(declared).length > 0) {
      return this.declared(declared, value, path);
    }
    if (!isPlain(value)) throw refusal(path, plainAdvice(value));
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, this.value(item, `${path}.${key}`, items)]),
    );
  }
}

/** Can JSON encode it, judging by its type? */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return ['string', 'number', 'boolean', 'object'].includes(typeof value);
  const prototype = Object.getPrototypeOf(value) as object | null;
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function refusal(path: string, what: string): ReactorError {
  return new ReactorError('unencodable', `${path} cannot be sent: ${what}`);
}
