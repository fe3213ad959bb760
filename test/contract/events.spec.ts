import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Echo, SlowLoader } from './support/echo.model.js';
import { EventReader } from './support/event-reader.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest, type ReactorUnderTestOptions } from './support/reactor-under-test.js';

const TYPED = 'a house on the hill';

let server: ReactorUnderTest;
let readers: EventReader[];

async function start(options: ReactorUnderTestOptions = {}): Promise<void> {
  server = await ReactorUnderTest.start(options);
}

async function read(path = '/events?since=0', headers: Record<string, string> = {}): Promise<EventReader> {
  const reader = await EventReader.open(server.url + path, headers);
  readers.push(reader);
  return reader;
}

/** One client that joins, says two commands, of which one is refused, and is lost; then the session is stopped. */
async function wholeSession(params: object = {}): Promise<void> {
  const { json } = await server.post('/start_session', params);
  const { session_id } = json as { session_id: string };
  await server.post(`/sessions/${session_id}/transport/webrtc/connections/1002/sdp_params`, OFFER_2_12);
  const { peer } = server.engine;
  peer.connect();
  const say = (type: string, data: object): void =>
    peer.data.says(JSON.stringify({ scope: 'application', data: { type, data } }));
  say('set_prompt', { prompt: TYPED });
  say('set_prompt', { prompt: TYPED.repeat(20) });
  say('refuse', {});
  const watching = await read();
  await until('the failed handler', () => watching.events.filter(({ data }) => data.event === 'error').length === 2);
  peer.lose();
  await server.post('/stop_session', { reason: 'enough' });
  await until('the end', async () => (await server.stateOf()) === 'ready');
}

beforeEach(() => {
  readers = [];
});
afterEach(async () => {
  for (const reader of readers) reader.close();
  await server.close();
});

describe('the events of a session', () => {
  it('are frames of a number and a line of JSON, and nothing else', async () => {
    await start();
    const reader = await read();
    await reader.sees('initialization_success');
    expect(reader.response.statusCode).toBe(200);
    expect(reader.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(reader.text).toMatch(
      /^id: 1\ndata: \{"type":"transition","event":"initialization_success","from":"created","to":"ready","ts":\d{13},"detail":\{\}\}\n\n$/,
    );
  });

  it('tell every move in order, without what anybody typed or where they are', async () => {
    await start();
    await wholeSession({ note: TYPED });
    const reader = await read();
    await reader.sees('cleanup_complete');
    expect(reader.events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const told = reader.events.map(({ data: { event, from, to, detail } }) => [event, from, to, detail]);
    expect(told).toEqual([
      ['initialization_success', 'created', 'ready', {}],
      ['start_session', 'ready', 'waiting', { session_id: expect.any(String), param_names: ['note'] }],
      ['connection_answered', 'waiting', 'waiting', { conn_id: 1002 }],
      ['connection_opened', 'waiting', 'streaming', { conn_id: 1002 }],
      ['command', 'streaming', 'streaming', { name: 'set_prompt', arg_names: ['prompt'], conn_id: 1002 }],
      [
        'error',
        'streaming',
        'streaming',
        {
          message: "command 'set_prompt' rejected (prompt: invalid_command)",
          code: 'invalid_command',
          conn_id: 1002,
        },
      ],
      ['command', 'streaming', 'streaming', { name: 'refuse', arg_names: [], conn_id: 1002 }],
      [
        'error',
        'streaming',
        'streaming',
        {
          message: 'command handler failed (too_shy)',
          code: 'too_shy',
          conn_id: 1002,
          request_id: expect.any(String),
        },
      ],
      ['connection_closed', 'streaming', 'orphaned', { conn_id: 1002 }],
      ['stop_session', 'orphaned', 'closing', { reason: 'stopped', close_reason: 'enough' }],
      ['cleanup_complete', 'closing', 'ready', { reason: 'stopped' }],
    ]);
    for (const { data } of reader.events) {
      expect(Object.keys(data)).toEqual(['type', 'event', 'from', 'to', 'ts', 'detail']);
    }
    expect(reader.text).not.toContain('house');
    expect(reader.text).not.toContain('127.0.0.1');
  });

  it('tell contents where the operator asked for them', async () => {
    await start({ observability: { journalContents: true } });
    await wholeSession({ note: TYPED });
    const reader = await read();
    await reader.sees('cleanup_complete');
    const details = reader.events.map(({ data }) => data.detail);
    expect(details).toContainEqual({ session_id: expect.any(String), params: { note: TYPED } });
    expect(details).toContainEqual({
      conn_id: 1002,
      answer: { type: 'answer', sdp: expect.stringContaining('127.0.0.1') },
    });
    expect(details).toContainEqual({ name: 'set_prompt', args: { prompt: TYPED }, conn_id: 1002 });
    expect(details).toContainEqual(
      expect.objectContaining({ message: 'command handler failed (too_shy: not now)', conn_id: 1002 }),
    );
  });

  it.each([
    ['moderated', { moderate: true, reason: 'rude' }, { reason: 'moderated' }],
    ['stopped for no reason', {}, { reason: 'stopped' }],
  ])('say that it was %s', async (_, request, detail) => {
    await start();
    await server.post('/start_session', {});
    await server.post('/stop_session', request);
    expect((await (await read()).sees('stop_session')).data.detail).toEqual(detail);
  });

  it('say that nobody came', async () => {
    await start({ session: { orphanTimeoutMs: 1 } });
    await server.post('/start_session', {});
    const reader = await read();
    expect((await reader.sees('timeout')).data.detail).toEqual({ reason: 'timed_out' });
    expect((await reader.sees('cleanup_complete')).data.detail).toEqual({ reason: 'timed_out' });
  });
});

describe('a reader of events', () => {
  it('is sent what comes from now on, where it does not ask for more', async () => {
    await start();
    const reader = await read('/events');
    await server.post('/start_session', {});
    await reader.sees('start_session');
    expect(reader.events.map(({ id }) => id)).toEqual([2]);
  });

  it.each<[string, string, Record<string, string>, number[]]>([
    ['strictly after the one it names', '/events?since=1', {}, [2, 3]],
    ['after the last that it has', '/events', { 'last-event-id': '2' }, [3]],
    ['after the one it names rather than its last', '/events?since=2', { 'last-event-id': '0' }, [3]],
    ['all of it for a number below the first', '/events?since=-5', {}, [1, 2, 3]],
  ])('begins %s', async (_, path, headers, ids) => {
    await start();
    await server.post('/start_session', {});
    await server.post('/stop_session', {});
    const reader = await read(path, headers);
    await reader.sees('stop_session');
    expect(reader.events.map(({ id }) => id).slice(0, ids.length)).toEqual(ids);
  });

  it('has a last event that is no number ignored', async () => {
    await start();
    const reader = await read('/events', { 'last-event-id': 'abc' });
    await server.post('/start_session', {});
    await reader.sees('start_session');
    expect(reader.events).toHaveLength(1);
  });

  it.each(['abc', '', '1.5', '1&since=2'])('is refused for since=%s', async (since) => {
    await start();
    const { status, json } = await server.get(`/events?since=${since}`);
    expect([status, json]).toEqual([
      422,
      {
        detail: 'since must be the number of an event, an integer; 0 returns all events that are kept',
        code: 'bad_message',
        field: 'since',
      },
    ]);
  });

  it('is served while the model loads', async () => {
    await start({ models: [SlowLoader], loading: true });
    const reader = await read('/events?since=0');
    expect(reader.response.statusCode).toBe(200);
    SlowLoader.finish();
    expect((await reader.sees('initialization_success')).id).toBe(1);
  });

  it('is sent a comment now and then, so that the line stays open', async () => {
    await start({ observability: { eventHeartbeatMs: 10 } });
    const reader = await read('/events');
    await until('two heartbeats', () => reader.text.startsWith(':\n\n:\n\n'));
  });

  it('reads the events of the model that it names, and of no other', async () => {
    await start({ models: [Echo, SlowLoader], loading: true });
    const [echo, slow] = [await read('/models/echo/events?since=0'), await read('/models/slow_loader/events?since=0')];
    await echo.sees('initialization_success');
    expect(slow.events).toEqual([]);
    SlowLoader.finish();
    await slow.sees('initialization_success');
    expect((await server.get('/models/nobody/events')).status).toBe(404);
  });

  it('beyond the limit is refused until another one goes', async () => {
    await start({ observability: { maxEventStreams: 1 } });
    const first = await read('/events');
    const { status, json } = await server.get('/events');
    expect([status, json]).toMatchObject([503, { code: 'stream_limit' }]);
    first.close();
    await until('room', async () => {
      const reader = await read('/events');
      return reader.response.statusCode === 200;
    });
  });

  it('who asks for the head alone is not kept', async () => {
    await start({ observability: { maxEventStreams: 1 } });
    expect((await server.request('HEAD', '/events')).status).toBe(200);
    expect((await server.request('HEAD', '/events')).status).toBe(200);
  });

  it('sees the session end with the server, and then the end of the stream', async () => {
    await start();
    await server.post('/start_session', {});
    const reader = await read();
    await server.close();
    await until('the end', () => reader.ended);
    expect(reader.events.at(-1)?.data).toMatchObject({ event: 'cleanup_complete', detail: { reason: 'stopped' } });
  });
});

describe('a reader who is slow', () => {
  it('holds up neither the server nor the others', async () => {
    await start();
    const slow = await read('/events');
    slow.response.pause();
    const other = await read('/events');
    const rounds = 40;
    for (let i = 0; i < rounds; i++) {
      await server.post('/start_session', {});
      await server.post('/stop_session', {});
      await until('the end', async () => (await server.stateOf()) === 'ready');
    }
    await until('all of it', () => other.events.length === rounds * 3);
    slow.response.resume();
    await until('all of it, later', () => slow.events.length === rounds * 3);
  });
});
