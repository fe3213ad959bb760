import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import type { Check } from '../check.js';
import { type Finding, ok, warning } from '../finding.js';

/** A datagram on this machine takes microseconds. */
const LIMIT_MS = 500;

/** Whether datagrams arrive at the addresses that viewers are sent. */
export const udp: Check = {
  name: 'UDP',
  async run() {
    const addresses = ['127.0.0.1', ...outerAddresses()];
    const reached = await Promise.all(addresses.map((address) => arrivesAt(address)));
    return udpFinding(
      addresses,
      addresses.filter((_, i) => reached[i]),
    );
  },
};

/** IPv4 addresses by which others reach this machine. */
function outerAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

async function arrivesAt(address: string): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(0, address);
    await once(socket, 'listening');
    const arrived = once(socket, 'message', { signal: AbortSignal.timeout(LIMIT_MS) });
    socket.send('reactor', socket.address().port, address);
    await arrived;
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

export function udpFinding(addresses: readonly string[], reached: readonly string[]): Finding {
  const lost = addresses.filter((address) => !reached.includes(address));
  if (lost.length === 0) return ok(`datagrams arrive at ${reached.join(', ')}`);
  return warning(
    `no datagram arrives at ${lost.join(', ')}: media to it goes over TCP`,
    'allow UDP in the firewall of this machine; whether a network lets it through, only a viewer there can say',
  );
}
