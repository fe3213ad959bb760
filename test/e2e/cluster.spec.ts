import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { LEASE_S, type Ownership, overlaps, startSession, TestCluster } from '../support/cluster.js';
import { describeWithNats, NatsProcess, UNLESS_NATS } from '../support/nats-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const NODES = ['a', 'b', 'c', 'd'] as const;
const LEASE_MS = LEASE_S * 1_000;

type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A signalling socket, and everything that came on it. */
async function openSocket(url: string, user: string): Promise<{ socket: WebSocket; messages: Message[] }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/signaling`, { headers: { 'x-user': user } });
  const messages: Message[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
  await once(socket, 'open');
  return { socket, messages };
}

describeWithNats(`four machines of a cluster${UNLESS_NATS}`, () => {
  let nats: NatsProcess;
  let cluster: TestCluster;
  let users = 0;

  beforeEach(async () => {
    nats = await NatsProcess.start();
    cluster = new TestCluster(nats.url);
  });

  afterEach(async () => {
    await cluster.stop();
    await nats.stop();
  });

  async function startNodes(instances: number, ids: readonly string[] = NODES): Promise<void> {
    await Promise.all(ids.map((id) => cluster.start(id, { instances })));
    await Promise.all(ids.map((id) => cluster.sees(id, ids.length, ids.length * instances)));
  }

  /** So many sessions of as many users, each asked for at another machine. */
  async function startSessions(count: number, ids: readonly string[] = NODES): Promise<string[]> {
    const starts = await Promise.all(
      Array.from({ length: count }, (_, at) =>
        startSession(cluster.node(ids[at % ids.length]!).url, `user-${users++}`),
      ),
    );
    expect(starts.filter(({ status }) => status !== 200)).toEqual([]);
    return starts.map(({ id }) => id);
  }

  function running(node: string): readonly Ownership[] {
    return cluster.ownerships.filter((one) => one.node === node && one.toUs === Infinity);
  }

  function connectionsOf(url: string, session: string): Promise<Response> {
    return fetch(`${url}/sessions/${session}/transport/webrtc/connections`, { method: 'POST' });
  }

  it('place 200 sessions, each with one owner, answer for them at any machine, and refuse one more', async () => {
    await startNodes(50);
    const ids = await startSessions(200);
    expect(new Set(ids).size).toBe(200);
    expect(cluster.ownerships.map(({ session }) => session).sort()).toEqual([...ids].sort());
    for (const node of NODES) expect(running(node)).toHaveLength(50);
    expect(overlaps(cluster.ownerships)).toEqual([]);
    await until('all to be full', async () => (await cluster.capacity('c')).models['lamp']?.free === 0);
    expect(await startSession(cluster.node('a').url, 'late')).toMatchObject({ status: 409, code: 'session_busy' });
    for (const node of NODES) {
      const answer = await connectionsOf(cluster.node(node).url, ids[7]!);
      expect(answer.status).toBe(201);
    }
  }, 60_000);

  it('spread sessions evenly while there is room', async () => {
    await startNodes(50);
    for (let round = 0; round < 10; round++) await startSessions(8);
    const counts = NODES.map((node) => running(node).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(8);
  }, 60_000);

  it('take a client on a socket to the machine of its session, with its commands and its leave', async () => {
    await startNodes(1, ['a', 'b']);
    const [id = ''] = await startSessions(1, ['a']);
    const owner = cluster.ownerships[0]!.node;
    const other = owner === 'a' ? 'b' : 'a';
    const { socket, messages } = await openSocket(cluster.node(other).url, 'viewer');
    const say = (message: object): void => socket.send(JSON.stringify(message));
    const answerTo = (requestId: string): Promise<Message> =>
      until(`the answer to ${requestId}`, () => messages.find(({ request_id }) => request_id === requestId));
    say({ type: 'join', session_id: id, request_id: '1' });
    expect(await answerTo('1')).toMatchObject({ type: 'joined', session: { session_id: id } });
    say({ type: 'command', name: 'set_level', args: { level: 7 }, request_id: '2' });
    expect(await answerTo('2')).toMatchObject({ type: 'reply' });
    say({ type: 'command', name: 'set_level', args: { level: 999 }, request_id: '3' });
    expect(await answerTo('3')).toMatchObject({ type: 'error', error: { code: 'invalid_command' } });
    say({ type: 'leave', request_id: '4' });
    expect(await answerTo('4')).toMatchObject({ type: 'left' });
    say({ type: 'ping', request_id: '5' });
    expect(await answerTo('5')).toMatchObject({ type: 'pong' });
    socket.close();
  }, 60_000);

  it('tell a client whose machine was killed, and free its instances after a lease', async () => {
    await startNodes(2);
    const ids = await startSessions(8);
    const victim = cluster.ownerships[0]!;
    const [witness] = NODES.filter((node) => node !== victim.node);
    const url = cluster.node(witness!).url;
    const { socket, messages } = await openSocket(url, 'viewer');
    socket.send(JSON.stringify({ type: 'join', session_id: victim.session }));
    await until('the join', () => messages.some(({ type }) => type === 'joined'));
    const closed = once(socket, 'close');
    const killedMs = performance.now();
    await cluster.kill(victim.node);
    const ended = await until('the end', () => messages.find(({ type }) => type === 'ended'));
    expect(ended).toMatchObject({ reason: 'node_lost', retryable: true });
    expect((await closed)[0]).toBe(1012);

    const early = await connectionsOf(url, victim.session);
    expect([early.status, await early.json()]).toMatchObject([503, { code: 'node_unavailable' }]);
    expect(early.headers.get('retry-after')).toBe('1');
    await cluster.sees(witness!, 3, 6);
    expect(performance.now() - killedMs).toBeLessThan(LEASE_MS + 1_500);
    const late = await connectionsOf(url, victim.session);
    expect([late.status, await late.json()]).toMatchObject([404, { code: 'unknown_session' }]);

    // The others have theirs, and a machine that takes the place of the dead one has its instances free.
    for (const id of ids) {
      const { node } = cluster.ownerships.find(({ session }) => session === id)!;
      if (node !== victim.node) expect((await connectionsOf(url, id)).status).toBe(201);
    }
    await cluster.start(victim.node, { instances: 2 });
    await cluster.sees(witness!, 4, 8);
    await startSessions(2, [witness!]);
    await until('all to be full', async () => (await cluster.capacity(witness!)).models['lamp']?.free === 0);
  }, 60_000);

  it('refuse a second process with the id of one that runs, and wait for the end of one that was killed', async () => {
    await startNodes(1, ['a']);
    const { code, log } = await cluster.refused('a');
    expect(code).not.toBe(0);
    expect(log).toContain('another process is the node "a" of this cluster');
    await cluster.kill('a');
    const beganMs = performance.now();
    await cluster.start('a');
    expect(performance.now() - beganMs).toBeGreaterThan(LEASE_MS / 3);
  }, 60_000);

  it('lose no session while NATS is killed and comes back within the lease, and start none meanwhile', async () => {
    await startNodes(5);
    const ids = await startSessions(8);
    await nats.kill();
    const refusal = await until('a start to be refused', async () => {
      const start = await startSession(cluster.node('a').url, 'x');
      return start.status === 503 ? start : undefined;
    });
    expect(refusal.code).toBe('cluster_unavailable');
    const health = await fetch(`${cluster.node('a').url}/health`);
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { status: 'healthy', detail: expect.stringContaining('no connection to its cluster') },
    ]);
    await nats.resume();
    await until('starts to succeed', async () => (await startSession(cluster.node('b').url, 'y')).status === 200);
    // Longer than the lease from before.
    await new Promise((resolve) => setTimeout(resolve, LEASE_MS));
    const alive = cluster.ownerships.filter(({ toUs }) => toUs === Infinity).map(({ session }) => session);
    expect(alive).toEqual(expect.arrayContaining(ids));
    await Promise.all(NODES.map((id) => cluster.sees(id, 4, 20)));
    for (const id of ids) expect((await connectionsOf(cluster.node('c').url, id)).status).toBe(201);
  }, 60_000);

  it('end all sessions when NATS stands still for too long, and are whole again when it goes on', async () => {
    await startNodes(5);
    await startSessions(8);
    nats.signal('SIGSTOP');
    const stoppedUs = Number(process.hrtime.bigint() / 1_000n);
    await until('all sessions to end', () => cluster.ownerships.every(({ toUs }) => toUs < Infinity));
    for (const { toUs } of cluster.ownerships) expect((toUs - stoppedUs) / 1_000).toBeLessThan(LEASE_MS);
    expect((await fetch(`${cluster.node('a').url}/health`)).status).toBe(503);
    nats.signal('SIGCONT');
    await Promise.all(NODES.map((id) => cluster.sees(id, 4, 20)));
    for (let at = 0; at < 20; at++) {
      const start = (): Promise<boolean> =>
        startSession(cluster.node(NODES[at % 4]!).url, `again-${at}`).then(({ status }) => status === 200);
      await until('a start to succeed', start);
    }
    expect(overlaps(cluster.ownerships)).toEqual([]);
  }, 60_000);

  it('never have two owners over a partition between one machine and NATS that is longer than a lease', async () => {
    const link = await TcpProxy.start(nats.port);
    await startNodes(5, ['b', 'c']);
    const parted = await cluster.start('a', { instances: 5, nats: `nats://127.0.0.1:${link.port}` });
    await cluster.sees('a', 3, 15);
    await cluster.sees('b', 3, 15);
    await startSessions(15, ['b', 'c']);
    expect(running('a')).toHaveLength(5);
    link.cut();
    // Another process takes the place of the parted one as soon as it may.
    const heir = cluster.start('a', { instances: 5 });
    await heir;
    await until('the heir to be seen', () => cluster.sees('b', 3, 15).then(() => true));
    await startSessions(5, ['b']);
    link.mend();
    expect((await startSession(parted.url, 'x')).code).toBe('cluster_unavailable');
    const ofParted = cluster.ownerships.filter(({ pid }) => pid === parted.pid);
    expect(ofParted).toHaveLength(5);
    expect(ofParted.every(({ toUs }) => toUs < Infinity)).toBe(true);
    expect(running('a')).toHaveLength(5);
    expect(overlaps(cluster.ownerships)).toEqual([]);
    // It has lost its id, and gets it back when the heir ends.
    await cluster.kill('a');
    cluster.nodes.set('a', parted);
    await cluster.sees('b', 3, 15);
    await until('it to take sessions again', async () => (await startSession(parted.url, 'y')).status === 200);
    await link.stop();
  }, 60_000);

  it('never have two owners where a machine stood still for longer than a lease', async () => {
    await startNodes(5, ['a', 'b']);
    await startSessions(10, ['a', 'b']);
    const stalled = cluster.node('a');
    stalled.signal('SIGSTOP');
    await cluster.start('a', { instances: 5 });
    stalled.signal('SIGCONT');
    const resumedUs = Number(process.hrtime.bigint() / 1_000n);
    await until('its sessions to end', () =>
      cluster.ownerships.every(({ pid, toUs }) => pid !== stalled.pid || toUs < Infinity),
    );
    const ofStalled = cluster.ownerships.filter(({ pid }) => pid === stalled.pid);
    expect(ofStalled).toHaveLength(5);
    for (const { toUs } of ofStalled) expect((toUs - resumedUs) / 1_000).toBeLessThan(1_000);
    await until('b to know the new one', async () => (await cluster.capacity('b')).models['lamp']?.free === 5);
    await startSessions(5, ['b']);
    await stalled.stop();
  }, 60_000);

  it('lose no session while one drains under load', async () => {
    await Promise.all(NODES.map((id) => cluster.start(id, { instances: 10, drainMs: 6_000 })));
    await Promise.all(NODES.map((id) => cluster.sees(id, 4, 40)));
    await startSessions(20);
    const leaving = cluster.node('d');
    const before = running('d');
    expect(before.length).toBeGreaterThan(0);
    const { socket, messages } = await openSocket(leaving.url, 'viewer');
    socket.send(JSON.stringify({ type: 'join', session_id: before[0]!.session, subscribe: ['notices'] }));
    await until('the join', () => messages.some(({ type }) => type === 'joined'));
    leaving.signal('SIGTERM');
    const drainedUs = Number(process.hrtime.bigint() / 1_000n);
    await until('the notice', () => messages.some(({ type, code }) => type === 'notice' && code === 'server_draining'));
    await cluster.sees('a', 3, 40);
    // As many as fit on the others; the leaving one is asked too.
    await startSessions(10, ['a', 'b', 'c', 'd']);
    const after = cluster.ownerships.filter(({ node, fromUs }) => node === 'd' && fromUs > drainedUs);
    expect(after).toEqual([]);
    await leaving.exited();
    cluster.nodes.delete('d');
    for (const { session } of before) {
      const { toUs } = cluster.ownerships.find((one) => one.session === session)!;
      expect((toUs - drainedUs) / 1_000).toBeGreaterThan(5_500);
    }
    expect(messages.find(({ type }) => type === 'ended')).toMatchObject({ reason: 'server_shutdown', retryable: true });
    await cluster.sees('a', 3, 30);
  }, 60_000);
});
