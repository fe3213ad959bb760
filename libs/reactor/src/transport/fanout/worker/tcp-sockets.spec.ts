import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import { framed, MAX_FRAMED_BYTES, PacketReader } from './packet-framing.js';
import { MAX_WAITING_BYTES } from './tcp-connection.js';
import { TcpSockets } from './tcp-sockets.js';

const HOST = '127.0.0.1';
const ANY_PORT = { address: HOST, minPort: 0, maxPort: 0 };
const PEER = 7;

/** Packets that begin so are of our peer's; others are a stranger's. */
const OURS = 1;

let sockets: TcpSockets;
let arrived: { packet: number[]; from: TransportAddress; to: TransportAddress }[];
let heard: () => void;
const clients: Socket[] = [];

beforeEach(() => {
  // The time limits alone: sockets need the rest.
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'setInterval', 'performance'] });
  arrived = [];
  sockets = new TcpSockets((packet, from, to): PeerId | undefined => {
    arrived.push({ packet: [...packet], from, to });
    heard?.();
    return packet[0] === OURS ? PEER : undefined;
  });
});
afterEach(() => {
  sockets.close();
  for (const client of clients.splice(0)) client.destroy();
  jest.useRealTimers();
});

async function joined(): Promise<Socket> {
  const [local] = sockets.addresses;
  const client = connect({ host: HOST, port: local!.port });
  clients.push(client);
  client.on('error', () => undefined);
  await once(client, 'connect');
  return client;
}

/** Sends a packet and waits until it is handed over. */
async function say(client: Socket, packet: Uint8Array): Promise<void> {
  const next = new Promise<void>((resolve) => (heard = resolve));
  client.write(framed(packet));
  await next;
}

const ended = async (client: Socket): Promise<void> => {
  client.resume();
  if (!client.closed) await once(client, 'close');
};

describe('TCP listeners', () => {
  it('take the preferred port, and another where it is taken', async () => {
    const taken = createServer().listen(0, HOST);
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await sockets.listen(ANY_PORT, port);
    expect(sockets.addresses).toEqual([{ address: HOST, port: expect.any(Number), protocol: 'tcp' }]);
    expect(sockets.addresses[0]!.port).not.toBe(port);
    taken.close();
    const others = new TcpSockets(() => undefined);
    await once(taken, 'close');
    await others.listen(ANY_PORT, port);
    expect(others.addresses[0]!.port).toBe(port);
    others.close();
  });

  it('say why an address cannot be listened on', async () => {
    const taken = createServer().listen(0, HOST);
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const only = { address: HOST, minPort: port, maxPort: port };
    await expect(sockets.listen(only, port)).rejects.toThrow('EADDRINUSE');
    expect(sockets.addresses).toEqual([]);
    taken.close();
  });

  it('hand over packets, and send to who they came from', async () => {
    await sockets.listen(ANY_PORT, 0);
    const client = await joined();
    await say(client, Uint8Array.of(OURS, 2, 3));
    const { packet, from, to } = arrived[0]!;
    expect(packet).toEqual([OURS, 2, 3]);
    expect(from).toEqual({ address: HOST, port: client.localPort, protocol: 'tcp' });
    expect(to).toEqual(sockets.addresses[0]);
    expect(sockets.send(Uint8Array.of(9, 8), to, from)).toBe(true);
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect([...answer]).toEqual([0, 2, 9, 8]);
    expect(sockets.send(Uint8Array.of(9), to, { ...from, port: 1 })).toBe(false);
  });
});

describe('a TCP connection', () => {
  beforeEach(() => sockets.listen(ANY_PORT, 0));

  it('is closed when it says nothing of a peer of ours in five seconds', async () => {
    const [silent, stranger, known] = [await joined(), await joined(), await joined()];
    await say(stranger, Uint8Array.of(2));
    await say(known, Uint8Array.of(OURS));
    jest.advanceTimersByTime(4_900);
    await say(stranger, Uint8Array.of(2));
    jest.advanceTimersByTime(100);
    await Promise.all([ended(silent), ended(stranger)]);
    await say(known, Uint8Array.of(OURS));
    expect(known.closed).toBe(false);
  });

  it('is closed with its peer, after the last words', async () => {
    const [own, other] = [await joined(), await joined()];
    await say(own, Uint8Array.of(OURS));
    await say(other, Uint8Array.of(2));
    const { from, to } = arrived[0]!;
    const said: Buffer[] = [];
    own.on('data', (chunk: Buffer) => said.push(chunk));
    sockets.closePeer(PEER);
    sockets.send(Uint8Array.of(5), to, from);
    await ended(own);
    expect(Buffer.concat(said)).toEqual(Buffer.of(0, 1, 5));
    expect(other.closed).toBe(false);
  });

  it('is closed when it announces a packet that is too long', async () => {
    const client = await joined();
    await say(client, Uint8Array.of(OURS));
    client.write(framed(new Uint8Array(MAX_FRAMED_BYTES + 1)));
    await ended(client);
    expect(arrived).toHaveLength(1);
  });

  it('that takes nothing loses packets, and gets the others whole', async () => {
    const client = await joined();
    await say(client, Uint8Array.of(OURS));
    client.pause();
    const { from, to } = arrived[0]!;
    const packet = new Uint8Array(1_200).fill(3);
    const count = Math.ceil((64 * MAX_WAITING_BYTES) / packet.length);
    let taken = 0;
    for (let sent = 0; sent < count; sent++) taken += sockets.send(packet, to, from) ? 1 : 0;
    sockets.closePeer(PEER);
    const reader = new PacketReader();
    let whole = 0;
    client.on('data', (chunk) =>
      reader.push(chunk as Buffer, (one) => (whole += one.length === packet.length ? 1 : 0)),
    );
    await ended(client);
    expect(whole).toBe(taken);
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(count);
  });

  it('beyond 128 of one address is closed, until others are', async () => {
    const first = await Promise.all(Array.from({ length: 128 }, () => joined()));
    await say(first[127]!, Uint8Array.of(2));
    await ended(await joined());
    first[0]!.destroy();
    // The listener learns of it a little later.
    let late: Socket;
    do late = await joined();
    while (!(await Promise.race([say(late, Uint8Array.of(OURS)).then(() => true), ended(late).then(() => false)])));
    expect(arrived.at(-1)!.from.port).toBe(late.localPort);
  });

  it('goes when everything is closed', async () => {
    const client = await joined();
    await say(client, Uint8Array.of(OURS));
    sockets.close();
    await ended(client);
    expect(sockets.addresses).toEqual([]);
  });
});
