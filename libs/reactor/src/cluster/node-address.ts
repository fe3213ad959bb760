import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

/** Where other machines reach a server that listens there. One on all addresses is reached at the machine's first. */
export function urlOf({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  const host = ANY.has(address) ? (firstAddress() ?? '127.0.0.1') : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function firstAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
