import { isIP } from 'node:net';
import { FanoutError } from './fanout-error.js';
import type { TransportAddress } from './transport-address.js';

/** Family, protocol, port, 16 bytes of IP: see `Record::address` in `native/src/record.rs`. */
export const ADDRESS_BYTES = 20;

const TCP = 1;

/** Of either direction; strangers choose their addresses, so what is remembered is bounded. */
const REMEMBERED = 4096;

/** Addresses between text and the engine's bytes, remembered: each packet names two. */
export class Addresses {
  private readonly encoded = new Map<string, Uint8Array>();
  private readonly decoded = new Map<string, TransportAddress>();

  encode(place: TransportAddress): Uint8Array {
    const key = `${place.protocol ?? 'udp'} ${place.address} ${place.port}`;
    let bytes = this.encoded.get(key);
    if (bytes === undefined) {
      bytes = encode(place);
      if (this.encoded.size >= REMEMBERED) this.encoded.clear();
      this.encoded.set(key, bytes);
    }
    return bytes;
  }

  decode(bytes: Buffer): TransportAddress {
    const key = bytes.toString('latin1');
    let address = this.decoded.get(key);
    if (address === undefined) {
      address = decode(bytes);
      if (this.decoded.size >= REMEMBERED) this.decoded.clear();
      this.decoded.set(key, address);
    }
    return address;
  }
}

/** As the engine reads a candidate: its protocol, and brackets around IPv6. */
export function candidateAddress({ address, port, protocol = 'udp' }: TransportAddress): string {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) throw new FanoutError('bad_option', `${address} is not an IP address.`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new FanoutError('bad_option', `${port} is not a port.`);
  return `${protocol} ${family === 6 ? `[${address}]` : address}:${port}`;
}

function encode({ address, port, protocol }: TransportAddress): Uint8Array {
  const bytes = Buffer.alloc(ADDRESS_BYTES);
  const family = isIP(address);
  bytes.writeUInt8(family, 0);
  bytes.writeUInt8(protocol === 'tcp' ? TCP : 0, 1);
  bytes.writeUInt16LE(port & 0xffff, 2);
  if (family === 4) bytes.set(address.split('.').map(Number), 4);
  if (family === 6) bytes.set(ipv6Bytes(address), 4);
  return bytes;
}

/** The address in full: `::` and a trailing IPv4 resolved, a zone dropped. */
function ipv6Bytes(address: string): Buffer {
  // The URL parser writes any spelling of an IPv6 address in hexadecimal groups.
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function decode(bytes: Buffer): TransportAddress {
  const address = bytes.readUInt8(0) === 4 ? bytes.subarray(4, 8).join('.') : ipv6Text(bytes.subarray(4));
  const port = bytes.readUInt16LE(2);
  return bytes.readUInt8(1) === TCP ? { address, port, protocol: 'tcp' } : { address, port };
}

/** The shortest spelling, as sockets report addresses. */
function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
