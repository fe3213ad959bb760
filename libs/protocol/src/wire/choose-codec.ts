import { isObject } from '../shape.js';
import { flatCodec } from './flat.codec.js';
import { jsonV0Codec } from './json-v0.codec.js';
import { protobufV1Codec } from './protobuf-v1.codec.js';
import type { WireCodec, WireVersion } from './wire-codec.js';

const CODECS: Readonly<Record<WireVersion, WireCodec>> = { flat: flatCodec, v0: jsonV0Codec, v1: protobufV1Codec };

const OPENING_BRACE = 0x7b;
const WHITESPACE: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);

/** The codec of a client version. */
export function codecOf(version: WireVersion): WireCodec {
  return CODECS[version];
}

/**
 * The codec of a connection, from the first frame its client sends; fixed for the connection's lifetime.
 *
 * A binary frame is JSON only where it parses as an object: a protobuf frame begins with a line feed, and the length of
 * its request id may look like a brace.
 *
 * @param assumed expected from the signalling route; `flat` routes have clients of both text encodings
 */
export function chooseCodec(frame: string | Uint8Array, assumed: WireVersion): WireCodec {
  const message = typeof frame === 'string' ? parse(frame) : parseBinary(frame);
  if (message === undefined && typeof frame !== 'string') return protobufV1Codec;
  return assumed === 'flat' && message?.['scope'] === undefined ? flatCodec : jsonV0Codec;
}

function parseBinary(frame: Uint8Array): Record<string, unknown> | undefined {
  if (frame.find((byte) => !WHITESPACE.has(byte)) !== OPENING_BRACE) return undefined;
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(frame));
  } catch {
    return undefined;
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
