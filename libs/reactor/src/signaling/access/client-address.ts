import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { ipv6GroupsOf } from '../../ipv6-groups.js';

/** Is this address, so many hops away from the server, a proxy that the application trusts? */
export type TrustProxy = (address: string, hop: number) => boolean;

/** The application's `trust proxy` setting of Express; none by default. */
export function trustedProxies({ httpAdapter }: HttpAdapterHost): TrustProxy {
  return httpAdapter.getInstance<{ get(name: string): TrustProxy }>().get('trust proxy fn');
}

/**
 * The address that limits count by: of the last hop that is no trusted proxy. Of an IPv6 address its /64, since a
 * client usually has the whole /64.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, trusts: TrustProxy): string {
  const { hops, client } = pathOf(request, trusts);
  return networkOf(hops[client] ?? '');
}

/**
 * The whole address of the sender of a request, for what only clients of some networks may do. Undefined where that is
 * not known: the last hop that is no trusted proxy says that it forwards for another.
 */
export function senderAddress(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  trusts: TrustProxy,
): string | undefined {
  const { hops, client } = pathOf(request, trusts);
  if (client !== hops.length - 1) return undefined;
  // A proxy that names its client in another header than the one which is read.
  const isForwarded = ['forwarded', 'x-real-ip'].some((name) => request.headers[name] !== undefined);
  return hops.length === 1 && isForwarded ? undefined : hops[client]?.replace(/%.*$/, '');
}

/** The addresses that a request came over, from the server on, and which of them is the client's. */
function pathOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, trusts: TrustProxy) {
  const forwarded = headers['x-forwarded-for'];
  const before = typeof forwarded === 'string' ? forwarded.split(',').map((address) => address.trim()) : [];
  const hops = [socket.remoteAddress ?? '', ...before.toReversed()];
  return { hops, client: hops.findIndex((address, hop) => hop === hops.length - 1 || !trusts(address, hop)) };
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const NETWORK_GROUPS = 4;

function networkOf(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  return `${ipv6GroupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
