import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthorizationRequest, Principal, Role } from '@nestjs-reactor/core';
import type { LoopbackPeer } from '@nestjs-reactor/core/testing';
import { until } from '../support/until.js';
import { Echo } from './support/echo.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

interface Client {
  readonly socket: SignalingSocket;
  readonly id: number;
}

const NOT_IN_CONTROL =
  'this client watches, and another one controls the session; ask for control: {"type":"control","action":"ask"}';

let server: ReactorUnderTest;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  server = await ReactorUnderTest.start({ models: [Echo], session: { controllers: 1 }, ...options });
}

async function join(headers: Record<string, string> = {}): Promise<Client> {
  const socket = await SignalingSocket.open(server.url, headers);
  const joined = await socket.ask({ type: 'join', subscribe: ['seats'] });
  return { socket, id: joined['connection_id'] as number };
}

/** The type of an answer, or its code. */
const outcomeOf = (answer: Readonly<Record<string, unknown>>): string =>
  answer['type'] === 'error' ? (answer['error'] as { code: string }).code : String(answer['type']);

/** The newest message that says who controls. */
const seats = ({ socket }: Client): object => {
  const { type: _, ...plan } = socket.told.findLast(({ type }) => type === 'seats')!;
  return plan;
};
const hears = (client: Client, plan: object): Promise<unknown> =>
  until(JSON.stringify(plan), () => JSON.stringify(seats(client)) === JSON.stringify(plan));
const say = async ({ socket }: Client): Promise<string> => {
  const answer = await socket.ask({ type: 'command', name: 'say', args: { words: 'hi' } });
  return outcomeOf(answer);
};
const control = async ({ socket }: Client, action: string, to?: number): Promise<string> => {
  const answer = await socket.ask({ type: 'control', action, ...(to === undefined ? {} : { to }) });
  return outcomeOf(answer);
};

afterEach(() => server.close());

describe('a session that one client controls', () => {
  let ada: Client;
  let bob: Client;

  beforeEach(async () => {
    await start();
    ada = await join();
    bob = await join();
  });

  it('takes commands of the first client, and refuses those of one that watches', async () => {
    expect(await say(ada)).toBe('reply');
    expect(await bob.socket.ask({ type: 'command', name: 'say' })).toEqual({
      type: 'error',
      error: { code: 'not_in_control', message: NOT_IN_CONTROL },
    });
    await hears(bob, { you: 'watch', controllers: [ada.id], asking: [] });
    await hears(ada, { you: 'control', controllers: [ada.id], asking: [] });
  });

  it('is handed over to who asks', async () => {
    expect(await control(bob, 'ask')).toBe('accepted');
    await hears(ada, { you: 'control', controllers: [ada.id], asking: [bob.id] });
    expect(await control(bob, 'give', bob.id)).toBe('not_in_control');
    expect(await control(ada, 'give', bob.id)).toBe('accepted');
    await hears(ada, { you: 'watch', controllers: [bob.id], asking: [] });
    expect([await say(ada), await say(bob)]).toEqual(['not_in_control', 'reply']);
  });

  it('goes to who asks when the one in control leaves', async () => {
    await control(bob, 'ask');
    ada.socket.close();
    await hears(bob, { you: 'control', controllers: [bob.id], asking: [] });
  });

  it('is not ended by who watches', async () => {
    const left = await bob.socket.ask({ type: 'leave', stop: true });
    expect(left).toMatchObject({ type: 'error', error: { code: 'not_in_control' } });
    expect(server.sessions.runtime().sessions).toHaveLength(1);
    expect(await ada.socket.ask({ type: 'leave', stop: true })).toEqual({ type: 'left' });
    await until('its end', () => server.sessions.runtime().sessions.length === 0);
  });

  it('leaves its inputs to who controls it', async () => {
    expect(await bob.socket.ask({ type: 'publish', track: 'webcam' })).toMatchObject({
      error: { code: 'not_in_control' },
    });
    expect(await ada.socket.ask({ type: 'publish', track: 'webcam' })).toEqual({ type: 'accepted' });
    await control(ada, 'give', bob.id);
    expect(await bob.socket.ask({ type: 'publish', track: 'webcam' })).toEqual({ type: 'accepted' });
  });

  it('is controlled by clients of data channels like by others', async () => {
    const session = server.sessions.runtime().sessions[0]!;
    const path = `/sessions/${session.id}/transport/webrtc`;
    const { json } = await server.post(`${path}/connections`, {});
    const { connection_id: id } = json as { connection_id: number };
    await server.post(`${path}/connections/${id}/sdp_params`, OFFER_2_12);
    const peer = await until('its peer', (): LoopbackPeer | undefined => server.engine.peers.at(-1));
    peer.connect(peer.control, peer.data);
    const speak = (words: string): void =>
      peer.data.says(JSON.stringify({ scope: 'application', data: { type: 'say', data: { words } } }));
    const refusals: string[] = [];
    session.events.on('refused', (_, { code }) => refusals.push(code));
    session.events.on('command', (fact) => fact.verdict === 'rejected' && refusals.push(fact.refusal.code));
    speak('me too');
    await until('the refusal', () => refusals.includes('not_in_control'));
    await control(ada, 'give', id);
    await hears(bob, { you: 'watch', controllers: [id], asking: [] });
    speak('now');
    await until('the reply', () => peer.data.sent.some((frame) => String(frame).includes('now')));
  });

  it.each([
    [{ action: 'give', to: 4711 }, 'to must be a client of this session that may control it (got 4711)'],
    [{ action: 'steal' }, 'action must be one of ask, release, give'],
  ])('says what is wrong with %j', async (fields, message) => {
    const answer = await ada.socket.ask({ type: 'control', ...fields });
    expect(answer).toMatchObject({ type: 'error', error: { code: 'bad_message', message } });
  });
});

describe('a session whose operator decides who controls it', () => {
  const roles: Record<string, Role[]> = {
    ada: ['view', 'control'],
    bob: ['view', 'control'],
    guest: ['view'],
    host: ['view', 'control', 'operate'],
  };
  const authorize = ({ headers }: AuthorizationRequest): Principal => {
    const id = String(headers['x-user']);
    return { id, roles: roles[id]! };
  };
  const as = (id: string): Promise<Client> => join({ 'x-user': id });

  beforeEach(() => start({ session: { controllers: 1, handOver: 'operator' }, signaling: { authorize } }));

  it('is controlled by nobody until he has chosen', async () => {
    const [ada, bob, guest, host] = [await as('ada'), await as('bob'), await as('guest'), await as('host')];
    expect([await say(ada), await say(guest), await say(host)]).toEqual([
      'not_in_control',
      'forbidden',
      'not_in_control',
    ]);
    expect(await control(ada, 'ask')).toBe('accepted');
    expect(await control(guest, 'ask')).toBe('forbidden');
    await hears(host, { you: 'watch', controllers: [], asking: [ada.id] });
    expect(await control(host, 'give', ada.id)).toBe('accepted');
    expect([await say(ada), await say(bob)]).toEqual(['reply', 'not_in_control']);
    expect(await control(ada, 'give', bob.id)).toBe('not_in_control');
    expect(await control(host, 'give')).toBe('accepted');
    expect([await say(ada), await say(host)]).toEqual(['not_in_control', 'reply']);
  });

  it('seats all connections of one principal together', async () => {
    const [first, second, host] = [await as('ada'), await as('ada'), await as('host')];
    await control(host, 'give', first.id);
    await hears(second, { you: 'control', controllers: [first.id, second.id], asking: [] });
    first.socket.close();
    await hears(second, { you: 'control', controllers: [second.id], asking: [] });
  });
});
