import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { TransportAddress } from '@nestjs-reactor/fanout';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { LocalAddress } from './worker/messages.js';

/**
 * Addresses of this machine that media is received on, loopback last: it reaches clients on the machine alone.
 *
 * @param thread its number: each has the next port
 */
export function localAddresses(
  { port, portRange }: Pick<WebRtcOptions, 'port' | 'portRange'>,
  thread: number,
): LocalAddress[] {
  const own = port === undefined ? undefined : port + thread;
  const range = own === undefined ? (portRange ?? { min: 0, max: 0 }) : { min: own, max: own };
  const found = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  // A link-local IPv6 address needs its zone, which no client can name.
  const usable = found.filter(({ address }) => address !== '::1' && !/^fe[89ab]/i.test(address));
  return usable
    .sort((a, b) => Number(a.internal) - Number(b.internal))
    .map(({ address }) => ({ address, minPort: range.min, maxPort: range.max }));
}

/** Type preferences of host candidates, as libwebrtc has them: UDP's is that of RFC 8445 (5.1.2.2). */
const HOST_UDP = 126;
const HOST_TCP = 90;

/** Directional preference of a candidate that waits for connections (RFC 6544, 4.2), as it stands in the local one. */
const PASSIVE = 4 * 2 ** 13;

/**
 * The attributes of our host candidates, without `a=`, the best first: UDP before TCP, for clients whose network lets no
 * UDP through.
 */
export function hostCandidates(addresses: readonly TransportAddress[]): string[] {
  const over = (tcp: boolean) => addresses.filter(({ protocol }) => (protocol === 'tcp') === tcp);
  const udp = over(false).map(({ address, port }, at) => {
    const priority = priorityOf(HOST_UDP, 65_535 - rankOf(address, at));
    return `candidate:${at + 1} 1 udp ${priority} ${address} ${port} typ host generation 0`;
  });
  const tcp = over(true).map(({ address, port }, at) => {
    const priority = priorityOf(HOST_TCP, PASSIVE + Math.max(0, 8_191 - rankOf(address, at)));
    return `candidate:${udp.length + at + 1} 1 tcp ${priority} ${address} ${port} typ host tcptype passive generation 0`;
  });
  return [...udp, ...tcp];
}

/** Room is left for the announced addresses after each of our own. */
function rankOf(address: string, at: number): number {
  return at * 256 + (isIPv6(address) ? 1 : 0);
}

/** RFC 8445, 5.1.2.1, of component 1. */
function priorityOf(type: number, local: number): number {
  return type * 2 ** 24 + local * 2 ** 8 + 255;
}
