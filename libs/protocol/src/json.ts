import { MAX_FRAME_BYTES } from './limits.js';
import { isObject } from './shape.js';
import { WireError } from './wire-error.js';

const MAX_DEPTH = 32;

/**
 * Parses one JSON object of bounded size and depth. Throws `message_too_large`, `not_json` or `bad_message`.
 *
 * @param maxBytes counted in UTF-16 units for text, of which UTF-8 needs at least as many
 */
export function parseJsonObject(frame: string | Uint8Array, maxBytes = MAX_FRAME_BYTES): Record<string, unknown> {
  if (frame.length > maxBytes) {
    throw new WireError('message_too_large', `a message may have ${maxBytes} bytes (got ${frame.length})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder('utf-8', { fatal: true }).decode(frame));
  } catch {
    throw new WireError('not_json', 'the message is not JSON');
  }
  if (!isObject(value)) throw new WireError('bad_message', 'the message must be a JSON object');
  checkJson(value);
  return value;
}

/** Checks a value from another decoder against the same bounds. Throws `bad_message`. */
export function checkJson(value: Record<string, unknown>): void {
  checkValue(value, 0);
}

function checkValue(value: unknown, depth: number): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new WireError('bad_message', `${value} is no number that JSON knows; send a finite one`);
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw new WireError('bad_message', `the message is nested deeper than ${MAX_DEPTH}`);
  for (const item of Object.values(value)) checkValue(item, depth + 1);
}

/** Throws `unencodable` where a value cannot be represented in JSON. */
export function toJsonText(value: unknown): string {
  try {
    return JSON.stringify(value, (key, item: unknown) => {
      if (typeof item === 'number' && !Number.isFinite(item))
        throw new WireError('unencodable', `${key} is ${item}, which JSON has no form for`);
      return item;
    });
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError('unencodable', 'the message cannot be represented in JSON', undefined, undefined, {
      cause: error,
    });
  }
}
