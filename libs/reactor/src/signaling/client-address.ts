import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';

/** Is this address, so many hops away from the server, a proxy that the application trusts? */
export type TrustProxy = (address: string, hop: number) => boolean;

/** What the application set as Express' `trust proxy`; nobody, where it set nothing. */
export function trustedProxies({ httpAdapter }: HttpAdapterHost): TrustProxy {
  return httpAdapter.getInstance<{ get(name: string): TrustProxy }>().get('trust proxy fn');
}

/**
 * The address that limits count by: of the last hop that is no trusted proxy. Of an IPv6 address its /64, since whoever
 * has one address there has them all.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, trusts: TrustProxy): string {
  const forwarded = request.headers['x-forwarded-for'];
  const before = typeof forwarded === 'string' ? forwarded.split(',').map((address) => address.trim()) : [];
  const hops = [request.socket.remoteAddress ?? '', ...before.toReversed()];
  return networkOf(hops.find((address, hop) => hop === hops.length - 1 || !trusts(address, hop)) ?? '');
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const NETWORK_GROUPS = 4;
const ALL_GROUPS = 8;

function networkOf(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  // A URL writes each group without leading zeros, and an embedded IPv4 address as groups.
  const [left = '', right] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: ALL_GROUPS - head.length - tail.length }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
