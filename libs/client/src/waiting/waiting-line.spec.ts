import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WaitingPlace } from '@nestjs-reactor/protocol';
import { ReactorClient } from '../reactor-client.js';
import { FakeServer } from '../testing/fake-server.fixture.js';

const WAITING: WaitingPlace = { ticket: 't1', stage: 'waiting', place: 2, waiting: 5, expected_wait_ms: 60_000 };
const CALLED: WaitingPlace = { ticket: 't1', stage: 'called', held_for_ms: 60_000 };
const PLAYING: WaitingPlace = { ticket: 't1', stage: 'playing', session_id: 's1' };

let server: FakeServer;
let kept: string | undefined;
let client: ReactorClient;

/** Lets everything happen that needs no time. */
async function settle(ms = 0): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await jest.advanceTimersByTimeAsync(0);
  await jest.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 20; turn++) await jest.advanceTimersByTimeAsync(0);
}

async function start(place: WaitingPlace | undefined, claim: 'auto' | 'ask' = 'auto', id?: string): Promise<void> {
  server.place = place;
  const tickets = { get: () => kept, set: (ticket: string) => (kept = ticket) };
  client = new ReactorClient({ url: 'http://host/', ports: { ...server.ports, tickets }, queue: { claim } });
  client.start(id === undefined ? undefined : { id });
  await settle();
}

const move = async (place: WaitingPlace): Promise<void> => {
  server.place = place;
  server.socket.say({ type: 'waiting', ...place });
  await settle();
};
const sent = (type: string): object[] =>
  server.sockets.flatMap((socket) => socket.sent).filter((one) => one.type === type);

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  kept = undefined;
});
afterEach(async () => {
  await client.leave();
  jest.useRealTimers();
});

describe('a client that waits for its turn', () => {
  it('shows its place, joins with the ticket when it is called, and keeps the ticket', async () => {
    await start(WAITING);
    expect(client.status.value).toEqual({ kind: 'waiting', place: 2, waiting: 5, expectedWaitMs: 60_000 });
    expect(sent('join')).toEqual([]);
    await move({ ...WAITING, place: 1 });
    expect(client.status.value).toMatchObject({ kind: 'waiting', place: 1 });
    await move(CALLED);
    server.link.connect();
    await settle();
    expect(sent('join')).toMatchObject([{ ticket: 't1' }]);
    expect([client.status.value, kept]).toEqual([{ kind: 'live', entry: 'fresh' }, 't1']);
  });

  it('claims its session only when it is told to, if it was asked to ask', async () => {
    await start(WAITING, 'ask');
    client.claim();
    await move(CALLED);
    expect(client.status.value).toEqual({ kind: 'called', untilMs: Date.now() + 60_000 });
    expect(sent('join')).toEqual([]);
    client.claim();
    await settle();
    expect(sent('join')).toMatchObject([{ ticket: 't1' }]);
  });

  it('does not ask who gets a session without a wait', async () => {
    await start(CALLED, 'ask');
    expect(sent('join')).toMatchObject([{ ticket: 't1' }]);
  });

  it('comes back to its place, or its session, with the ticket that it kept', async () => {
    kept = 't1';
    await start(PLAYING, 'ask');
    server.link.connect();
    await settle();
    expect(sent('wait')).toMatchObject([{ ticket: 't1' }]);
    expect(client.status.value).toEqual({ kind: 'live', entry: 'resumed' });
  });

  it('joins with another tab of the visitor that has claimed the session', async () => {
    await start(WAITING, 'ask');
    await move(PLAYING);
    expect(sent('join')).toMatchObject([{ ticket: 't1' }]);
  });

  it('goes on with its place where the connection was lost', async () => {
    await start(WAITING);
    server.socket.drop(1006);
    await settle(3_000);
    expect(sent('wait')).toMatchObject([{ type: 'wait' }, { type: 'wait', ticket: 't1' }]);
    expect(client.status.value).toMatchObject({ kind: 'waiting', place: 2 });
  });

  it('notices that the server is gone without a word', async () => {
    await start(WAITING);
    server.socket.mute();
    await settle(20_000);
    expect(sent('wait').length).toBeGreaterThan(1);
  });

  it('ends where the call was not answered in time', async () => {
    await start(WAITING, 'ask');
    await move(CALLED);
    await move({ ticket: 't1', stage: 'over', reason: 'lapsed' });
    expect(client.status.value).toEqual({
      kind: 'ended',
      reason: 'lapsed',
      message: 'The session was not claimed in time.',
    });
  });

  it('gives its place up when it leaves', async () => {
    await start(WAITING);
    await client.leave();
    expect(sent('stop_waiting')).toHaveLength(1);
    expect([client.status.value.kind, server.socket.closed]).toEqual(['ended', true]);
  });

  it('joins as usual where the server has no waiting room, and where it wants a certain session', async () => {
    await start(undefined);
    expect(sent('join')).not.toEqual([]);
    await client.leave();
    server = new FakeServer();
    server.session = 'theirs';
    await start(WAITING, 'auto', 'theirs');
    expect([sent('wait'), sent('join')]).toMatchObject([[], [{ session_id: 'theirs' }]]);
  });

  it('is in no session that it may only watch', async () => {
    server.place = WAITING;
    client = new ReactorClient({ url: 'http://host/', ports: server.ports });
    client.start('watch');
    await settle();
    expect(sent('join')).toMatchObject([{ start: false }]);
    expect(client.status.value).toMatchObject({ kind: 'failed', error: { code: 'no_session' } });
  });
});
