import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../../../test/support/until.js';
import { type Link, type UdpAddress, UdpRelay } from './udp-relay.js';

/** One end of the link: what it received, as text. */
class End {
  readonly received: string[] = [];
  /** Where the last datagram came from. */
  from: UdpAddress | undefined;

  private constructor(readonly socket: Socket) {
    socket.on('message', (datagram, from) => {
      this.received.push(datagram.toString());
      this.from = from;
    });
  }

  static async open(): Promise<End> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new End(socket);
  }

  send(text: string, to: UdpAddress): void {
    this.socket.send(text, to.port, to.address);
  }

  get count(): number {
    return this.received.length;
  }
}

describe('a relay', () => {
  let open: { close(): void }[] = [];

  afterEach(() => {
    for (const each of open) each.close();
    open = [];
  });

  async function between(link?: Link, random?: () => number) {
    const [viewer, server, relay] = await Promise.all([End.open(), End.open(), UdpRelay.open(link, { random })]);
    open.push(viewer.socket, server.socket, relay);
    relay.toward(server.socket.address());
    return { viewer, server, relay };
  }

  it('passes datagrams both ways, each end seeing the relay as the other', async () => {
    const { viewer, server, relay } = await between();
    viewer.send('hello', relay.near);
    await until('the server to hear', () => server.count === 1);
    expect(server.from).toMatchObject(relay.far);
    server.send('welcome', server.from!);
    await until('the viewer to hear', () => viewer.count === 1);
    expect(viewer.from).toMatchObject(relay.near);
    expect([server.received, viewer.received]).toEqual([['hello'], ['welcome']]);
  });

  it('passes nothing of a stranger to the viewer', async () => {
    const { viewer, server, relay } = await between();
    const stranger = await End.open();
    open.push(stranger.socket);
    viewer.send('hello', relay.near);
    await until('the server to hear', () => server.count === 1);
    stranger.send('psst', relay.far);
    server.send('welcome', relay.far);
    await until('the viewer to hear', () => viewer.count > 0);
    expect(viewer.received).toEqual(['welcome']);
  });

  it('delays in order, and counts what it lost and what found its queue full', async () => {
    const draws = [0, 0.9, 0.9, 0.9, 0.9];
    const down = { loss: 0.5, delayMs: 20, kbps: 80, queueMs: 250 };
    const { viewer, server, relay } = await between({ down }, () => draws.shift() ?? 0.9);
    viewer.send('hello', relay.near);
    await until('the server to hear', () => server.count === 1);
    const startedMs = performance.now();
    // 1000 bytes take 100 ms at 80 kbps: the first is lost, the second and third fit the queue, the others do not.
    for (const name of 'abcde') server.send(name.repeat(1000), relay.far);
    await until('the viewer to hear', () => viewer.count === 2);
    expect(performance.now() - startedMs).toBeGreaterThan(200);
    expect(viewer.received.map(([first]) => first)).toEqual(['b', 'c']);
    expect(relay.down.counts).toEqual({ passed: 2, bytes: 2000, lost: 1, overflowed: 2 });
    expect(relay.up.counts).toMatchObject({ passed: 1, lost: 0, overflowed: 0 });
  });

  it('changes its conditions while it runs', async () => {
    const { viewer, server, relay } = await between({ up: { loss: 1 } });
    viewer.send('first', relay.near);
    await until('it to be lost', () => relay.up.counts.lost === 1);
    relay.change({ up: {} });
    viewer.send('second', relay.near);
    await until('the server to hear', () => server.count === 1);
    expect(server.received).toEqual(['second']);
  });
});
