import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Idle,
  InputField,
  InputState,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import { until } from '../support/until.js';
import { Gallery } from './support/gallery.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

const STRANGER = 'https://elsewhere.example';

let server: ReactorUnderTest;

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  server = await ReactorUnderTest.start(options);
}

/** How often this code was counted at this edge, as an operator reads it. */
async function refusals(edge: string, code: string): Promise<number> {
  const { text } = await server.get('/metrics');
  const line = new RegExp(`^reactor_refusals_total\\{edge="${edge}",code="${code}"\\} (\\d+)$`, 'm').exec(text);
  return Number(line?.[1] ?? 0);
}

afterEach(() => server.close());

describe('sessions that one address starts', () => {
  it('are limited a minute, and it is told when to come again', async () => {
    await start({ signaling: { sessionStartsPerMinute: 2 } });
    for (const expected of [200, 200]) expect((await server.post('/start_session')).status).toBe(expected);
    const { status, headers, json } = await server.post('/start_session');
    expect(status).toBe(429);
    // One more every half minute, of which some may have gone by.
    expect(headers.get('retry-after')).toMatch(/^(2\d|30)$/);
    expect(json).toEqual({
      detail: `an address may start 2 sessions a minute; try again in ${headers.get('retry-after')} s`,
      code: 'rate_limited',
    });
    expect(await refusals('http', 'rate_limited')).toBe(1);
  });

  it('are limited over the socket by the same count', async () => {
    await start({ signaling: { sessionStartsPerMinute: 1 } });
    await server.post('/start_session');
    await server.post('/stop_session');
    await until('the end', async () => (await server.stateOf()) === 'ready');
    const socket = await SignalingSocket.open(server.url);
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'error', error: { code: 'rate_limited' } });
    expect(await refusals('socket', 'rate_limited')).toBe(1);
  });

  it('are counted by the address behind a proxy that the application trusts', async () => {
    await start({ signaling: { sessionStartsPerMinute: 1 } });
    server.trustProxy();
    const from = (address: string) => server.post('/start_session', {}, { 'x-forwarded-for': address });
    expect((await from('192.0.2.1')).status).toBe(200);
    expect((await from('192.0.2.1')).status).toBe(429);
    expect((await from('192.0.2.2')).status).toBe(200);
  });

  it('cannot be multiplied by a header that nobody vouches for', async () => {
    await start({ signaling: { sessionStartsPerMinute: 1 } });
    await server.post('/start_session', {}, { 'x-forwarded-for': '192.0.2.1' });
    expect((await server.post('/start_session', {}, { 'x-forwarded-for': '192.0.2.2' })).status).toBe(429);
  });

  it('are counted for as many addresses as the application says; the one that was quiet longest begins anew', async () => {
    await start({ signaling: { sessionStartsPerMinute: 1, maxCountedAddresses: 1 } });
    server.trustProxy();
    const from = async (address: string): Promise<number> =>
      (await server.post('/start_session', {}, { 'x-forwarded-for': address })).status;
    expect([await from('192.0.2.1'), await from('192.0.2.1')]).toEqual([200, 429]);
    expect([await from('192.0.2.2'), await from('192.0.2.1')]).toEqual([200, 200]);
  });

  it('do not count joining a session that runs', async () => {
    await start({ signaling: { sessionStartsPerMinute: 1 } });
    for (let i = 0; i < 3; i++) {
      const socket = await SignalingSocket.open(server.url);
      expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    }
  });

  it('are not counted where the limit is zero', async () => {
    await start({ signaling: { sessionStartsPerMinute: 0 } });
    for (let i = 0; i < 130; i++) expect((await server.post('/start_session')).status).toBe(200);
  });
});

describe('sockets of one address', () => {
  it('are limited, and one that closes makes room', async () => {
    await start({ signaling: { maxSocketsPerAddress: 1 } });
    const first = await SignalingSocket.open(server.url);
    const second = await SignalingSocket.open(server.url);
    await until('the close', () => second.closed);
    expect(second.told).toEqual([
      { type: 'error', error: { code: 'socket_limit', message: '1 sockets are already open; close one' } },
    ]);
    expect(second.closed).toEqual({ code: 4429, reason: '1 sockets are already open; close one' });
    expect(await refusals('socket', 'socket_limit')).toBe(1);
    first.close();
    await until('room', async () => {
      const next = await SignalingSocket.open(server.url);
      return (await next.answers({ type: 'ping' })) !== undefined;
    });
  });
});

describe('a message on the socket', () => {
  it('has a length that the application may choose, and one beyond is refused', async () => {
    await start({ signaling: { maxMessageBytes: 16_384 } });
    const socket = await SignalingSocket.open(server.url);
    socket.send({ type: 'ping', padding: 'x'.repeat(16_384) });
    await until('the refusal', () => socket.told.length > 0);
    expect(socket.told).toMatchObject([
      { type: 'error', error: { code: 'message_too_large', message: expect.stringMatching('may have 16384 bytes') } },
    ]);
    expect(await refusals('socket', 'message_too_large')).toBe(1);
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('of more than twice that closes its socket unread, which is counted', async () => {
    await start({ signaling: { maxMessageBytes: 16_384 } });
    const socket = await SignalingSocket.open(server.url);
    socket.send({ type: 'ping', padding: 'x'.repeat(32_768) });
    await until('the close', () => socket.closed);
    expect([socket.closed?.code, socket.told]).toEqual([1009, []]);
    expect(await refusals('socket', 'message_too_large')).toBe(1);
  });

  it('may be long where nobody says otherwise', async () => {
    await start();
    const socket = await SignalingSocket.open(server.url);
    socket.send({ type: 'ping', padding: 'x'.repeat(250_000) });
    await until('the refusal', () => socket.told.length > 0);
    expect(socket.told).toMatchObject([{ error: { code: 'bad_message', field: 'padding' } }]);
  });
});

describe('signalling that nobody fetches', () => {
  const dropped = async (what: string): Promise<number> => {
    const { text } = await server.get('/metrics');
    const line = new RegExp(`^reactor_signaling_dropped_total\\{model="echo",what="${what}"\\} (\\d+)$`, 'm').exec(
      text,
    );
    return Number(line?.[1]);
  };

  it('is kept for as many clients as the application says, and the oldest answer is counted', async () => {
    await start({ session: { maxStagedAnswers: 1 } });
    const transport = await server.startSession();
    expect(await dropped('answer')).toBe(0);
    for (const id of [1002, 1003]) await server.post(`${transport}/connections/${id}/sdp_params`, OFFER_2_12);
    expect((await server.get(`${transport}/connections/1002/sdp_params`)).status).toBe(202);
    expect((await server.get(`${transport}/connections/1003/sdp_params`)).status).toBe(200);
    expect(await dropped('answer')).toBe(1);
  });

  const candidates = (count: number): object => ({
    candidates: Array.from({ length: count }, (_, i) => ({ candidate: `candidate:${i}`, sdp_mid: '0' })),
  });

  it('is kept within bounds before an offer, and each candidate beyond is counted', async () => {
    await start({ session: { maxEarlyCandidates: 2, maxEarlyConnections: 1 } });
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/ice_candidates`, candidates(3));
    expect(await dropped('early_candidate')).toBe(1);
    await server.post(`${transport}/connections/1003/ice_candidates`, candidates(1));
    expect(await dropped('early_candidate')).toBe(3);
  });

  it('is refused where it has more candidates at once than the application lets in', async () => {
    await start({ signaling: { maxCandidates: 2 } });
    const transport = await server.startSession();
    for (const path of [`${transport}/connections/1002/ice_candidates`, `${transport}/ice_candidates`]) {
      expect((await server.post(path, candidates(2))).status).toBe(202);
      const { status, json } = await server.post(path, candidates(3));
      expect([status, json]).toEqual([
        422,
        { detail: 'candidates must be an array of at most 2', code: 'bad_message', field: 'candidates' },
      ]);
    }
    expect(await refusals('http', 'bad_message')).toBe(2);
  });
});

describe('a page of an origin that is not allowed', () => {
  const signaling = { allowedOrigins: ['https://app.example'] };

  it.each([
    ['GET', '/session'],
    ['POST', '/start_session'],
    ['OPTIONS', '/start_session'],
    ['PUT', '/uploads/x'],
  ])('may not %s %s, and nothing happens', async (method, path) => {
    await start({ signaling });
    const { status, json, headers } = await server.request(method, path, undefined, { origin: STRANGER });
    expect([status, json]).toEqual([
      403,
      {
        detail: 'this origin is not allowed to use the server; ask its operator to add it to allowedOrigins',
        code: 'forbidden',
      },
    ]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(await server.stateOf()).toBe('ready');
    expect(await refusals('http', 'forbidden')).toBe(1);
  });

  it('may not open a socket', async () => {
    await start({ signaling });
    const socket = await SignalingSocket.open(server.url, { origin: STRANGER });
    await until('the close', () => socket.closed);
    expect(socket.closed?.code).toBe(4403);
    expect(socket.told).toMatchObject([{ type: 'error', error: { code: 'forbidden' } }]);
    expect(await refusals('socket', 'forbidden')).toBe(1);
  });

  it.each([
    ['an allowed one', (): string => 'https://app.example'],
    ["the server's own", (): string => server.url],
  ])('is not %s', async (_what, origin) => {
    await start({ signaling });
    expect((await server.get('/session', { origin: origin() })).status).toBe(200);
    const socket = await SignalingSocket.open(server.url, { origin: origin() });
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('is none of a client that is no page', async () => {
    await start({ signaling });
    expect((await server.get('/session')).status).toBe(200);
  });

  it('is one of no origin at all, as frames in a sandbox are', async () => {
    await start({ signaling });
    expect((await server.get('/session', { origin: 'null' })).status).toBe(403);
  });
});

describe('places in a session that one address asks for', () => {
  it('are limited a minute, over every way in together, and it is told when to come again', async () => {
    await start({ signaling: { joinsPerMinute: 3 } });
    const transport = await server.startSession();
    const { status: taken, json: connection } = await server.post(`${transport}/connections`);
    expect(taken).toBe(201);
    expect((await server.post('/sdp_params', { sdp: OFFER_2_12.sdp_offer, type: 'offer' })).status).toBe(200);
    const socket = await SignalingSocket.open(server.url);
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    for (const [path, body] of [
      [`${transport}/connections`, {}],
      ['/sdp_params', { sdp: OFFER_2_12.sdp_offer, type: 'offer' }],
      // On an id that nobody gave it, and without one.
      [`${transport}/connections/1002/sdp_params`, OFFER_2_12],
      [`${transport}/connections/1002/ice_candidates`, { candidates: [] }],
      [`${transport}/sdp_params`, OFFER_2_12],
      [`${transport}/ice_candidates`, { candidates: [] }],
    ] as const) {
      const { status, headers, json } = await server.post(path, body);
      expect(status).toBe(429);
      // One more every 20 s, of which some may have gone by.
      expect(headers.get('retry-after')).toMatch(/^(1\d|20)$/);
      expect(json).toEqual({
        detail: `an address may join 3 times a minute; try again in ${headers.get('retry-after')} s`,
        code: 'rate_limited',
      });
    }
    await socket.ask({ type: 'leave' });
    expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'error', error: { code: 'rate_limited' } });
    expect([await refusals('http', 'rate_limited'), await refusals('socket', 'rate_limited')]).toEqual([6, 1]);
    expect(server.engine.peers).toHaveLength(1);
    // Who is in may offer as often as it must.
    const { connection_id: id } = connection as { connection_id: number };
    expect((await server.post(`${transport}/connections/${id}/sdp_params`, OFFER_2_12)).status).toBe(202);
  });

  it('are as many as there may be where nobody counts', async () => {
    await start({ signaling: { joinsPerMinute: 0 } });
    const socket = await SignalingSocket.open(server.url);
    for (let i = 0; i < 400; i++) {
      expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
      await socket.ask({ type: 'leave' });
    }
  });
});

describe('commands', () => {
  async function join(): Promise<SignalingSocket> {
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    return socket;
  }
  const say = { type: 'command', name: 'say', args: { words: 'x' } };
  /** Waits for a file that never comes. */
  const wait = {
    type: 'command',
    name: 'show',
    uploads: { image: { upload_id: 'never', name: 'x', mime_type: 'x', size: 1 } },
  };
  /** Is answered at once, with a code of the model's own. */
  const look = { type: 'command', name: 'current' };

  it('of one client are limited a second, and it hears of each that was not done', async () => {
    await start({ session: { commandsPerSecond: 1, commandBurst: 3 } });
    const socket = await join();
    const ids = Array.from({ length: 10 }, () => socket.send(say));
    const answers = await Promise.all(ids.map((id) => socket.answerTo(id)));
    expect(answers.filter(({ type }) => type === 'reply')).toHaveLength(3);
    expect(answers.at(-1)).toMatchObject({
      type: 'error',
      error: {
        code: 'rate_limited',
        message: expect.stringMatching(
          /^a client may send 1 commands and other requests a second; try again in \d+ ms$/,
        ),
      },
    });
    expect((await server.get('/metrics')).text).toMatch(/code="rate_limited"\} 7$/m);
  });

  it('of one client that wait are limited, and others have their own', async () => {
    await start({ models: [Gallery], session: { maxQueuedCommands: 2 }, uploads: { waitTimeoutMs: 60_000 } });
    const [greedy, modest] = [await join(), await join()];
    for (let i = 0; i < 2; i++) greedy.send(wait);
    expect(await greedy.ask(look)).toMatchObject({ error: { code: 'queue_full' } });
    expect(await modest.ask(look)).toMatchObject({ error: { code: 'nothing' } });
  });

  it('of all clients that wait are limited together', async () => {
    await start({ models: [Gallery], session: { maxQueuedCommandsTotal: 2 }, uploads: { waitTimeoutMs: 60_000 } });
    const [one, two] = [await join(), await join()];
    for (let i = 0; i < 2; i++) one.send(wait);
    await one.ask({ type: 'ping' });
    expect(await two.ask(look)).toMatchObject({
      error: {
        code: 'queue_full',
        message: '2 commands of all clients are already queued; try again when the model has caught up',
      },
    });
    // A client that leaves takes its commands with it.
    await one.ask({ type: 'leave' });
    expect(await two.ask(look)).toMatchObject({ error: { code: 'nothing' } });
  });

  it('are checked for as long as the application says', async () => {
    class Picky extends InputState {
      @InputField({ default: '', pattern: /^(a+)*$/ }) word!: string;
    }
    class Shown {
      @Video() mainVideo!: VideoFrame;
    }
    @ReactorModel({ name: 'picky', state: Picky, output: Shown })
    class PickyModel extends ReactorPipeline<Picky, Shown> {
      *inference(): Generator<Turn<Shown>, void, void> {
        for (;;) yield Idle;
      }
    }
    await start({
      models: [PickyModel],
      inference: { ruleTimeoutMs: 20 },
      session: { commandsPerSecond: 1, commandBurst: 2 },
    });
    const socket = await join();
    const word = `${'a'.repeat(60)}!`;
    expect(await socket.ask({ type: 'command', name: 'set_word', args: { word } })).toMatchObject({
      error: { code: 'invalid_command', message: expect.stringContaining('could not be checked within 20 ms') },
    });
    expect(await refusals('session', 'invalid_command')).toBe(1);
    // It costs a second's worth of the client's commands, and nobody else's.
    const other = await join();
    expect(await socket.ask({ type: 'command', name: 'set_word', args: { word: 'aa' } })).toMatchObject({
      error: {
        code: 'rate_limited',
        message: expect.stringMatching(
          /^a client may send 1 commands and other requests a second; try again in \d+ ms$/,
        ),
      },
    });
    expect(await refusals('session', 'rate_limited')).toBe(1);
    expect(await other.ask({ type: 'command', name: 'set_word', args: { word: 'aa' } })).toMatchObject({
      type: 'reply',
    });
    // One that is refused by a rule of its author is no command that the model was given, in no record.
    expect(await other.ask({ type: 'command', name: 'set_word', args: { word: 'b' } })).toMatchObject({
      error: { code: 'invalid_command', message: 'set_word: word must match /^(a+)*$/ (got "b")', field: 'word' },
    });
    const { text } = await server.get('/metrics');
    expect(/^runtime_commands_total\{.*set_word.*accepted.*\} (\d+)$/m.exec(text)?.[1]).toBe('1');
    const entries = server.sessions.runtime().journal.since(0);
    expect(entries.filter(({ event }) => event === 'command')).toHaveLength(1);
    expect(entries.map(({ detail }) => detail['message'])).toContain(
      "command 'set_word' rejected (word: invalid_command)",
    );
  });

  it('count together with the verbs of tracks and requests for clips, over data channels', async () => {
    await start({ session: { commandsPerSecond: 1, commandBurst: 4 } });
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    const { peer } = server.engine;
    peer.connect();
    const flowed: boolean[] = [];
    peer.setFlowing = (_track, flowing) => void flowed.push(flowing);
    const note = (event: string): void =>
      peer.control.says(JSON.stringify({ type: 'notification', event, data: { name: 'main_video' } }));
    for (let i = 0; i < 10; i++) for (const event of ['pause_track', 'resume_track']) note(event);
    expect(flowed).toEqual([false, true, false, true]);
    peer.data.says(JSON.stringify({ scope: 'runtime', data: { type: 'requestClip', data: { duration_seconds: 4 } } }));
    expect(peer.data.sent.join()).not.toContain('clipFailed');
    expect(await refusals('session', 'rate_limited')).toBe(17);
  });

  it('count together with the verbs of tracks, over the socket', async () => {
    await start({ session: { commandsPerSecond: 1, commandBurst: 2 } });
    const socket = await join();
    for (const type of ['resume', 'pause']) {
      expect(await socket.ask({ type, track: 'main_video' })).toEqual({ type: 'accepted' });
    }
    for (const type of ['resume', 'pause', 'publish', 'unpublish']) {
      expect(await socket.ask({ type, track: 'main_video' })).toMatchObject({ error: { code: 'rate_limited' } });
    }
    expect(await refusals('socket', 'rate_limited')).toBe(4);
  });

  it('of a client whose generation has no answers are counted', async () => {
    await start({ session: { commandsPerSecond: 0.001, commandBurst: 1 } });
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    const { peer } = server.engine;
    peer.connect();
    const frame = JSON.stringify({ scope: 'application', data: { type: 'say', data: { words: 'x' } } });
    for (let i = 0; i < 1_000; i++) peer.data.says(frame);
    await until('the one reply', () => peer.data.sent.length > 0);
    expect(peer.data.sent).toHaveLength(1);
    expect((await server.get('/metrics')).text).toMatch(/code="rate_limited"\} 999$/m);
    expect(await server.stateOf()).toBe('streaming');
  });
});

describe('the reason that a session is stopped with', () => {
  it('has a length that the application may choose', async () => {
    await start({ signaling: { maxReasonLength: 5 } });
    await server.post('/start_session');
    const { status, json } = await server.post('/stop_session', { reason: '123456' });
    expect([status, json]).toEqual([
      422,
      { detail: 'reason must be at most 5 characters', code: 'bad_message', field: 'reason' },
    ]);
    expect((await server.post('/stop_session', { reason: '12345' })).status).toBe(200);
  });
});

describe('what a client calls its session', () => {
  it.each([
    ['a path that climbs', '../../../escape'],
    ['a path from the root', '/etc/passwd'],
    ['a long text', 'a'.repeat(10_000)],
    ['an id as the server makes them', '00000000-0000-4000-8000-000000000001'],
  ])('is never what the server calls it: %s', async (_what, session_id) => {
    await start();
    const { status, json } = await server.post('/start_session', { session_id });
    expect(status).toBe(200);
    const own = (json as { session_id: string }).session_id;
    expect(own).not.toBe(session_id);
    expect(own).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
