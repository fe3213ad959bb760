import { MAX_FRAME_BYTES } from '@nestjs-reactor/protocol/limits';
import { NEWLINE, splitSdp } from './sdp.js';

/** What a peer takes that does not say (RFC 8841, 6.1). */
const UNSAID_BYTES = 65_536;

/**
 * The largest data-channel message that the client takes, in bytes, as its offer says (RFC 8841, 6). A larger one makes
 * libwebrtc close the channel.
 *
 * @returns Infinity where it takes any, or offers no data channels
 */
export function maxMessageSizeOf(offer: string): number {
  const section = splitSdp(offer).sections.find(({ kind, rejected }) => kind === 'application' && !rejected);
  if (section === undefined) return Number.POSITIVE_INFINITY;
  const said = Number(/^a=max-message-size:\s*(\d+)\s*$/m.exec(section.text)?.[1] ?? UNSAID_BYTES);
  return said === 0 ? Number.POSITIVE_INFINITY : said;
}

/**
 * The answer that says what the server takes. libwebrtc repeats the client's own limit where that is lower, although what
 * one side takes says nothing of the other, and clients keep to what they read.
 */
export function withOwnMaxMessageSize(answer: string): string {
  const { session, sections } = splitSdp(answer);
  const rewritten = sections.map(({ kind, rejected, text }) =>
    kind !== 'application' || rejected
      ? text
      : text.replace(/^a=max-message-size:.*\r\n/m, '') + `a=max-message-size:${MAX_FRAME_BYTES}${NEWLINE}`,
  );
  return session + rewritten.join('');
}
