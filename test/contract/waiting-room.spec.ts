import { afterEach, describe, expect, it } from '@jest/globals';
import type { AuthorizationRequest, Principal, WaitingOptions } from '@nestjs-reactor/core';
import type { WaitingPlace } from '@nestjs-reactor/protocol';
import { until } from '../support/until.js';
import { CloudUnderTest, type Headers } from './support/cloud-under-test.js';
import { Echo } from './support/echo.model.js';
import { type Reply, ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

let server: ReactorUnderTest;
const sockets: SignalingSocket[] = [];
let close = (): Promise<void> => server.close();

async function start(
  waiting: Partial<WaitingOptions> = {},
  { session, ...options }: ReactorUnderTestOptions = {},
): Promise<void> {
  server = await ReactorUnderTest.start({
    models: [Echo],
    ...options,
    session: { instances: 1, ...session },
    waiting: { enabled: true, ...waiting },
  });
}

interface Answer {
  readonly type?: unknown;
  readonly error?: { readonly code: string };
  readonly session?: { readonly session_id: string };
}

/** A visitor with one page, or several. */
class Visitor {
  private constructor(
    readonly socket: SignalingSocket,
    readonly ticket: string,
  ) {}

  static async come(message: object = {}, headers: Record<string, string> = {}): Promise<Visitor> {
    const socket = await SignalingSocket.open(server.url, headers);
    sockets.push(socket);
    const place = await socket.ask({ type: 'wait', ...message });
    expect(place).toMatchObject({ type: 'waiting' });
    return new Visitor(socket, String(place['ticket']));
  }

  /** What the visitor was told last. */
  get place(): WaitingPlace {
    return this.socket.told.findLast(({ type }) => type === 'waiting') as unknown as WaitingPlace;
  }

  /** In a word. */
  get stage(): string {
    const { stage, place, reason } = this.place;
    return stage === 'waiting' ? `place ${place}` : (reason ?? stage);
  }

  async sees(stage: string): Promise<void> {
    await until(`${stage} (${this.stage})`, () => this.stage === stage);
  }

  /** @returns the id of the session, or the code of the refusal */
  async join(message: object = { ticket: this.ticket }): Promise<string> {
    const answer: Answer = await this.socket.ask({ type: 'join', subscribe: ['seats', 'time_limit'], ...message });
    return answer.error?.code ?? answer.session!.session_id;
  }

  async say(): Promise<string> {
    const answer: Answer = await this.socket.ask({ type: 'command', name: 'say', args: { words: 'hi' } });
    return answer.type === 'error' ? answer.error!.code : String(answer.type);
  }

  async leave(stop = false): Promise<void> {
    expect(await this.socket.ask({ type: 'leave', stop })).toEqual({ type: 'left' });
  }

  async hears(type: string): Promise<Readonly<Record<string, unknown>>> {
    return await until(type, () => this.socket.told.findLast((message) => message.type === type));
  }
}

const come = (message?: object, headers?: Record<string, string>): Promise<Visitor> => Visitor.come(message, headers);
const stages = (...visitors: Visitor[]): string[] => visitors.map(({ stage }) => stage);
const codeOf = ({ status, json }: Reply): [number, string] => [status, (json as { code: string }).code];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await close();
  close = () => server.close();
});

describe('the waiting room, on the socket', () => {
  it('calls a visitor at once while an instance is free, and gives the others places that move', async () => {
    await start();
    const [ada, bob, cyd] = [await come(), await come(), await come()];
    expect(ada.place).toMatchObject({ stage: 'called', held_for_ms: 60_000 });
    expect(cyd.place).toMatchObject({ stage: 'waiting', place: 2, waiting: 2 });
    const session = await ada.join();
    await ada.sees('playing');
    expect(ada.place.session_id).toBe(session);
    expect([await bob.join(), await cyd.join()]).toEqual(['not_called', 'not_called']);
    await ada.leave(true);
    await bob.sees('called');
    await cyd.sees('place 1');
    await ada.sees('ended');
    expect(await bob.join()).not.toBe(session);
    expect(await bob.say()).toBe('reply');
  });

  it('gives a call that is not answered in time to the next visitor', async () => {
    await start({ claimMs: 1_000 });
    const [ada, bob] = [await come(), await come()];
    await ada.sees('lapsed');
    await bob.sees('called');
    expect(await ada.join()).toBe('unknown_ticket');
    const again = await come({ ticket: ada.ticket });
    expect([again.stage, again.ticket === ada.ticket]).toEqual(['place 1', false]);
  });

  it('gives the tabs of a visitor one place, and one session', async () => {
    await start();
    const ada = await come();
    const bob = await come();
    const tab = await come({ ticket: bob.ticket });
    const cyd = await come();
    expect([tab.ticket, ...stages(bob, tab, cyd)]).toEqual([bob.ticket, 'place 1', 'place 1', 'place 2']);
    await ada.join();
    await ada.leave(true);
    await tab.sees('called');
    await bob.sees('called');
    const session = await tab.join();
    await bob.sees('playing');
    expect(await bob.join()).toBe(session);
    expect([await bob.say(), await tab.say()]).toEqual(['reply', 'reply']);
    expect(cyd.stage).toBe('place 1');
  });

  it('keeps the place of a visitor whose page is loaded again, and not of one who has gone', async () => {
    await start({ absentMs: 1_000 });
    const [ada, bob, cyd] = [await come(), await come(), await come()];
    bob.socket.close();
    const again = await come({ ticket: bob.ticket });
    expect([again.ticket, again.stage]).toEqual([bob.ticket, 'place 1']);
    again.socket.close();
    await cyd.sees('place 1');
    expect(ada.stage).toBe('called');
  });

  it('gives a place up when it is asked to', async () => {
    await start();
    const [, bob, cyd] = [await come(), await come(), await come()];
    expect(await bob.socket.ask({ type: 'stop_waiting' })).toEqual({ type: 'accepted' });
    await cyd.sees('place 1');
    expect(await bob.join()).toBe('unknown_ticket');
  });

  it('lets visitors watch the running session meanwhile, without control and without keeping it from others', async () => {
    await start({ absentMs: 1_000 });
    const [ada, bob] = [await come(), await come()];
    const session = await ada.join();
    expect(await bob.join({ start: false })).toBe(session);
    expect(await bob.say()).toBe('not_in_control');
    expect(await bob.hears('time_limit')).toMatchObject({ waiting: 1 });
    // The visitor's only page closes: who watches does not keep the session.
    ada.socket.close();
    await bob.sees('called');
    expect(await bob.hears('ended')).toMatchObject({
      reason: 'evicted',
      message: 'The session ended: its visitor has left, and others are waiting.',
    });
    expect(await bob.join()).not.toBe(session);
    expect(await bob.say()).toBe('reply');
  });

  it('ends a turn that is over where others wait, and says so before', async () => {
    await start({ turnMs: 1_500, noticeMs: 500 });
    const ada = await come();
    await ada.join();
    expect(await ada.hears('time_limit')).toEqual({ type: 'time_limit', waiting: 0 });
    const bob = await come();
    const limit = await until('a limit', () =>
      ada.socket.told.findLast(({ type, ends_in_ms }) => type === 'time_limit' && ends_in_ms !== undefined),
    );
    expect(limit).toEqual({ type: 'time_limit', waiting: 1, ends_in_ms: expect.any(Number) });
    expect(limit['ends_in_ms']).toBeLessThanOrEqual(1_500);
    expect(bob.place.expected_wait_ms).toBeLessThanOrEqual(1_500);
    expect(await ada.hears('ended')).toMatchObject({
      reason: 'evicted',
      message: 'Your turn is over: others are waiting.',
    });
    await ada.sees('turn_over');
    await bob.sees('called');
  });

  it('gives the turn back to a visitor whose session the server lost', async () => {
    await start();
    const [ada, bob] = [await come(), await come()];
    await ada.join();
    server.sessions.runtime().sessions[0]!.fail('the worker was lost', 'worker_lost');
    expect(await ada.hears('ended')).toMatchObject({ reason: 'worker_lost', retryable: true });
    await ada.sees('called');
    expect(bob.stage).toBe('place 1');
    expect(await ada.say()).toBe('not_joined');
    await ada.join();
    expect(await ada.say()).toBe('reply');
  });

  it('lets nobody overtake, by whatever way', async () => {
    await start({}, { session: { instances: 2 } });
    server.trustProxy();
    const stranger = { 'x-forwarded-for': '203.0.113.9' };
    const ada = await come();
    // One instance is held for her, and the other one is free.
    expect((await server.post('/start_session', {})).status).toBe(200);
    const bob = await come();
    const other = await SignalingSocket.open(server.url, stranger);
    sockets.push(other);
    expect(await other.ask({ type: 'join', own: true })).toMatchObject({ error: { code: 'session_busy' } });
    const refused = await server.post('/start_session', { own: true }, stranger);
    expect([...codeOf(refused), refused.headers.get('retry-after')]).toEqual([409, 'session_busy', '10']);
    expect((refused.json as { detail: string }).detail).toContain('wait for echo; take a place in the waiting room');
    await ada.join();
    expect(bob.stage).toBe('place 1');
  });

  it('does not let others end the turn of a visitor', async () => {
    await start();
    const [ada, bob] = [await come(), await come()];
    server.trustProxy();
    await ada.join();
    await bob.join({ start: false });
    expect(await bob.socket.ask({ type: 'leave', stop: true })).toMatchObject({ error: { code: 'not_in_control' } });
    const stranger = { 'x-forwarded-for': '203.0.113.9' };
    expect(codeOf(await server.post('/stop_session', {}, stranger))).toEqual([403, 'not_in_control']);
    expect(server.sessions.runtime().sessions).toHaveLength(1);
  });

  it('is bounded, for all and for one address', async () => {
    await start({ maxVisitors: 3, placesPerAddress: 2 });
    server.trustProxy();
    const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
    await come({}, from('203.0.113.1'));
    await come({}, from('203.0.113.1'));
    const refused = await server.post('/waiting', {}, from('203.0.113.1'));
    expect([...codeOf(refused), refused.headers.get('retry-after')]).toEqual([503, 'waiting_room_full', '10']);
    await come({}, from('203.0.113.2'));
    expect(codeOf(await server.post('/waiting', {}, from('203.0.113.3')))).toEqual([503, 'waiting_room_full']);
  });

  it('sends away who waits when the server shuts down', async () => {
    await start();
    const ada = await come();
    await come();
    await ada.join();
    const closed = server.sessions.endAll('bye');
    await ada.hears('ended');
    expect(codeOf(await server.post('/waiting', {}))).toEqual([503, 'shutting_down']);
    await closed;
  });

  it.each([
    [{ type: 'wait', model: 'nothing' }, 'unknown_model'],
    [{ type: 'join', ticket: 'nobody has it' }, 'unknown_ticket'],
    [{ type: 'wait', place: 1 }, 'bad_message'],
  ])('refuses %j with %s', async (message, code) => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    sockets.push(socket);
    expect(await socket.ask(message)).toMatchObject({ type: 'error', error: { code } });
  });
});

describe('the waiting room, over HTTP', () => {
  const wait = async (ticket?: string): Promise<WaitingPlace> =>
    (await server.post('/waiting', ticket === undefined ? {} : { ticket })).json as WaitingPlace;

  it('gives places to clients that ask again, and starts the session with the ticket', async () => {
    await start();
    const ada = await wait();
    const bob = await wait();
    expect(ada).toEqual({ ticket: expect.any(String), stage: 'called', held_for_ms: 60_000 });
    expect(bob).toEqual({ ticket: expect.any(String), stage: 'waiting', place: 1, waiting: 1 });
    expect((await server.get('/waiting')).json).toEqual({ instances: 1, playing: 0, waiting: 1 });
    expect(codeOf(await server.post('/start_session', { ticket: bob.ticket }))).toEqual([409, 'not_called']);
    const { json } = await server.post('/start_session', { ticket: ada.ticket, seed: 7 });
    const { session_id } = json as { session_id: string };
    expect(await wait(ada.ticket)).toMatchObject({ stage: 'playing', session_id });
    await server.post('/stop_session', {});
    await until('the call', async () => (await wait(bob.ticket)).stage === 'called');
  });

  it('never writes a ticket to the journal', async () => {
    await start({}, { observability: { journalContents: true } });
    const { ticket } = await wait();
    await server.post('/start_session', { ticket, seed: 7 });
    const entries = JSON.stringify(server.sessions.runtime().journal.since(0));
    expect(entries).toContain('"seed":7');
    expect(entries).not.toContain(ticket);
  });

  it('takes a visitor for gone who does not ask again', async () => {
    await start({ absentMs: 1_000 });
    await server.post('/start_session', { ticket: (await wait()).ticket });
    const bob = await wait();
    await until(
      'the end of the place',
      async () => ((await server.get('/waiting')).json as { waiting: number }).waiting === 0,
    );
    expect((await wait(bob.ticket)).ticket).not.toBe(bob.ticket);
  });

  it('gives a place up', async () => {
    await start();
    await wait();
    const bob = await wait();
    expect((await server.post('/stop_waiting', { ticket: bob.ticket })).status).toBe(200);
    expect((await server.get('/waiting')).json).toMatchObject({ waiting: 0 });
  });

  it('is under the name of each model as well', async () => {
    await start();
    expect((await server.post('/models/echo/waiting', {})).json).toMatchObject({ stage: 'called' });
    expect((await server.get('/models/echo/waiting')).json).toMatchObject({ instances: 1 });
  });

  it('says where there is none', async () => {
    server = await ReactorUnderTest.start({ models: [Echo] });
    expect(codeOf(await server.post('/waiting', {}))).toEqual([404, 'no_waiting_room']);
    expect(codeOf(await server.get('/waiting'))).toEqual([404, 'no_waiting_room']);
    // There a ticket is a parameter like any other.
    expect((await server.post('/start_session', { ticket: 'x' })).status).toBe(200);
  });
});

describe('the waiting room of an application that knows its users', () => {
  const authorize = ({ headers }: AuthorizationRequest): Principal => ({
    id: String(headers['x-user']),
    roles: ['view', 'control'],
  });
  const as = (user: string): Record<string, string> => ({ 'x-user': user });

  it('gives each one place, whatever tickets are shown', async () => {
    await start({}, { signaling: { authorize } });
    const ada = await come({}, as('ada'));
    const bob = await come({}, as('bob'));
    expect((await come({}, as('bob'))).ticket).toBe(bob.ticket);
    const thief = await come({ ticket: bob.ticket }, as('eve'));
    expect([thief.ticket === bob.ticket, thief.stage]).toEqual([false, 'place 2']);
    expect(await thief.join({ ticket: ada.ticket })).toBe('unknown_ticket');
    expect(await ada.join()).not.toBe('unknown_ticket');
  });
});

describe('50 visitors of a model with four instances', () => {
  const INSTANCES = 4;
  const VISITORS = 50;

  /** What one visitor does: most play a moment, some close their pages, some never answer the call. */
  type Habit = 'plays' | 'stays' | 'closes' | 'sleeps' | 'reloads';
  const HABITS: readonly Habit[] = ['plays', 'plays', 'stays', 'closes', 'plays', 'sleeps', 'reloads'];
  const habitOf = (index: number): Habit => HABITS[index % HABITS.length]!;

  it('are called in the order in which they came, whatever the others do, and none is forgotten', async () => {
    await start(
      { claimMs: 2_500, turnMs: 1_000, noticeMs: 100, absentMs: 3_000 },
      { session: { instances: INSTANCES }, signaling: { maxSocketsPerAddress: 200 } },
    );
    const called: number[] = [];
    const ends = new Map<number, string>();
    const closed = new Set<number>();
    let most = 0;

    server.sessions.runtime().model.events.on('session', () => {
      most = Math.max(most, server.sessions.runtime().sessions.length);
    });
    const live = async (index: number, visitor: Visitor): Promise<string> => {
      const isOver = (): boolean => visitor.place.stage === 'over';
      const nobodyWaits = (): boolean => called.length + closed.size === VISITORS;
      await until('a call', () => visitor.stage === 'called' || isOver(), 60_000);
      if (isOver()) return visitor.stage;
      called.push(index);
      if (habitOf(index) === 'sleeps') {
        await visitor.sees('lapsed');
        return 'lapsed';
      }
      await visitor.join();
      await visitor.sees('playing');
      expect(await visitor.say()).toBe('reply');
      if (habitOf(index) === 'stays') await until('the turn', () => isOver() || nobodyWaits(), 60_000);
      // It may be ending already.
      if (!isOver()) await visitor.socket.ask({ type: 'leave', stop: true });
      await until('the end', isOver, 60_000);
      return visitor.stage;
    };

    const visits: Promise<void>[] = [];
    for (let index = 0; index < VISITORS; index++) {
      let visitor = await come();
      visits.push(
        (async () => {
          if (habitOf(index) === 'closes' && visitor.stage !== 'called') {
            visitor.socket.close();
            closed.add(index);
            return;
          }
          if (habitOf(index) === 'reloads') {
            visitor.socket.close();
            visitor = await come({ ticket: visitor.ticket });
          }
          ends.set(index, await live(index, visitor));
        })(),
      );
    }
    await Promise.all(visits);

    const staying = [...Array.from({ length: VISITORS }).keys()].filter((index) => !closed.has(index));
    // Where several instances are free at once, their visitors are called at once and hear it in any order.
    const late = called.filter(
      (index, at) => called.slice(at + 1).filter((other) => other < index).length >= INSTANCES,
    );
    expect(late).toEqual([]);
    expect([...called].sort((a, b) => a - b)).toEqual(staying);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(INSTANCES);
    for (const index of staying) {
      // A session is over by its visitor, or by its time, whatever comes first.
      const wanted = habitOf(index) === 'sleeps' ? /^lapsed$/ : /^(ended|turn_over)$/;
      expect(ends.get(index)).toMatch(wanted);
    }
    expect([...ends.values()]).toContain('turn_over');
    expect((await server.get('/waiting')).json).toMatchObject({ playing: 0, waiting: 0 });
  }, 120_000);
});

describe('the metrics of the waiting room', () => {
  it('say who waits, how long, and how tickets end', async () => {
    await start({ turnMs: 60_000 });
    const [ada, bob] = [await come(), await come()];
    await come();
    await ada.join();
    await bob.socket.ask({ type: 'stop_waiting' });
    const seen = async (name: string, labels = ''): Promise<string | undefined> =>
      new RegExp(`^${name}\\{model="echo"${labels}\\} (\\S+)$`, 'm').exec((await server.get('/metrics')).text)?.[1];
    expect(await seen('reactor_waiting_visitors', ',stage="waiting"')).toBe('1');
    expect(await seen('reactor_waiting_visitors', ',stage="called"')).toBe('0');
    expect(Number(await seen('reactor_waiting_expected_seconds'))).toBeGreaterThan(60);
    expect(await seen('reactor_waiting_tickets_ended_total', ',reason="left"')).toBe('1');
    await ada.leave(true);
    await ada.sees('ended');
    expect(await seen('reactor_waiting_visitors', ',stage="called"')).toBe('1');
    expect(await seen('reactor_waiting_tickets_ended_total', ',reason="ended"')).toBe('1');
    expect(await seen('reactor_waiting_tickets_ended_total', ',reason="left"')).toBe('1');
  });
});

describe('the waiting room of the cloud API', () => {
  it('gives each token a place, and its session to who shows the ticket', async () => {
    const cloud = await CloudUnderTest.start({
      models: [Echo],
      session: { instances: 1 },
      waiting: { enabled: true },
      observability: { journalContents: true },
    });
    server = cloud.server;
    close = () => cloud.close();
    const { text: key } = await cloud.key();
    const [ada, bob] = [await cloud.bearer(key), await cloud.bearer(key)];
    const wait = async (bearer: Headers): Promise<WaitingPlace> =>
      (await server.post('/waiting', {}, bearer)).json as WaitingPlace;
    const create = (bearer: Headers, ticket?: string): Promise<Reply> =>
      server.post('/sessions', { model: { name: 'echo' }, ...(ticket === undefined ? {} : { ticket }) }, bearer);

    const first = await wait(ada);
    expect([first.stage, (await wait(bob)).place, (await wait(ada)).ticket]).toEqual(['called', 1, first.ticket]);
    expect(codeOf(await create(bob))).toEqual([409, 'session_busy']);
    expect(codeOf(await create(bob, (await wait(bob)).ticket))).toEqual([409, 'not_called']);
    const created = await create(ada, first.ticket);
    expect(created).toMatchObject({ status: 200, json: { session_id: expect.any(String) } });
    const { session_id } = created.json as { session_id: string };
    expect(JSON.stringify(server.sessions.runtime().journal.since(0))).not.toContain(first.ticket);
    expect(await wait(ada)).toMatchObject({ stage: 'playing', session_id });
    await server.request('DELETE', `/sessions/${session_id}`, undefined, ada);
    await until('the call', async () => (await wait(bob)).stage === 'called');
  });
});
