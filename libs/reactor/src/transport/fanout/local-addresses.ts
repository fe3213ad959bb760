import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { WebRtcOptions } from '../webrtc/webrtc.options.js';
import type { LocalAddress } from './worker/messages.js';

/** Addresses of this machine that media is received on, loopback last: it reaches clients on the machine alone. */
export function localAddresses({ port, portRange }: Pick<WebRtcOptions, 'port' | 'portRange'>): LocalAddress[] {
  const range = port === undefined ? (portRange ?? { min: 0, max: 0 }) : { min: port, max: port };
  const found = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  // A link-local IPv6 address needs its zone, which no client can name.
  const usable = found.filter(({ address }) => address !== '::1' && !/^fe[89ab]/i.test(address));
  return usable
    .sort((a, b) => Number(a.internal) - Number(b.internal))
    .map(({ address }) => ({ address, minPort: range.min, maxPort: range.max }));
}

/** Weights of a host candidate's priority (RFC 8445, 5.1.2). */
const HOST_TYPE = 126 * 2 ** 24;
const LOCAL_PREFERENCE = 2 ** 8;

/** The attributes of our host candidates, without `a=`, the best first. */
export function hostCandidates(addresses: readonly { readonly address: string; readonly port: number }[]): string[] {
  return addresses.map(({ address, port }, at) => {
    const preference = 65_535 - at * 256 - (isIPv6(address) ? 1 : 0);
    const priority = HOST_TYPE + preference * LOCAL_PREFERENCE + 255;
    return `candidate:${at + 1} 1 udp ${priority} ${address} ${port} typ host generation 0`;
  });
}
