import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Broken, SlowLoader } from './support/echo.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const DESCRIPTOR = {
  session_id: expect.stringMatching(UUID),
  state: 'waiting',
  cluster: 'local',
  model: { name: 'echo' },
  server_info: { server_version: '0.1.0' },
  selected_transport: { protocol: 'webrtc', version: '1.0' },
  capabilities: {
    protocol_version: 'v0',
    tracks: [
      { name: 'webcam', kind: 'video', direction: 'sendonly' },
      { name: 'main_video', kind: 'video', direction: 'recvonly' },
      { name: 'main_audio', kind: 'audio', direction: 'recvonly' },
    ],
    commands: [],
    emission_fps: 30,
  },
};

describe('a model that is ready', () => {
  let server: ReactorUnderTest;

  beforeAll(async () => {
    server = await ReactorUnderTest.start();
  });
  afterEach(() => server.rest());
  afterAll(() => server.close());

  it.each([
    ['an object', {}],
    ['an object with whatever is in it', { extra_args: { seed: 1 }, session_id: '../../etc' }],
    ['nothing', undefined],
    ['an empty text', ''],
  ])('starts a session for %s', async (_what, body) => {
    const { status, json } = await server.post('/start_session', body);
    expect(status).toBe(200);
    expect(json).toEqual(DESCRIPTOR);
    expect(JSON.stringify(json)).not.toContain('null');
    expect(JSON.stringify(json)).not.toContain('etc');
  });

  it.each([['[]'], ['12'], ['"text"'], ['true']])('does not start one for %s', async (body) => {
    const { status, json } = await server.post('/start_session', body);
    expect([status, json]).toEqual([422, { detail: 'the message must be an object', code: 'bad_message' }]);
    expect((await server.get('/session')).json).toMatchObject({ state: 'ready' });
  });

  it('starts one for an object of 32 levels, and none for a deeper one', async () => {
    const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    for (const depth of [33, 9_000]) {
      const { status, json } = await server.post('/start_session', nested(depth));
      expect([status, json]).toEqual([422, { detail: 'the message is nested deeper than 32', code: 'bad_message' }]);
    }
    expect((await server.post('/start_session', nested(32))).status).toBe(200);
  });

  it('hands out the same session while nobody is in it', async () => {
    const first = await server.post('/start_session', {});
    const second = await server.post('/start_session', {});
    expect(second.status).toBe(200);
    expect(second.json).toEqual(first.json);
  });

  it('hands out the same session when the first request was given up by its client', async () => {
    const first = await server.post('/start_session', {});
    const aborted = new AbortController();
    const gone = fetch(`${server.url}/start_session`, { method: 'POST', body: '{}', signal: aborted.signal });
    aborted.abort();
    await expect(gone).rejects.toThrow('aborted');
    expect((await server.post('/start_session', {})).json).toEqual(first.json);
  });

  it('refuses a second session while somebody watches', async () => {
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    server.engine.peer.connect();
    const { status, json, headers } = await server.post('/start_session', {});
    expect(status).toBe(409);
    expect(json).toEqual({
      detail: 'cannot start session while streaming; stop the running one or wait for its end',
      code: 'session_busy',
    });
    expect(headers.get('retry-after')).toBeNull();
  });

  it('refuses a second session while its viewers may come back', async () => {
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    server.engine.peer.connect();
    server.engine.peer.lose();
    const { status, json } = await server.post('/start_session', {});
    expect([status, json]).toMatchObject([409, { code: 'session_busy' }]);
    expect((await server.get('/session')).json).toMatchObject({ state: 'orphaned' });
  });

  it('describes its session, also before and after it', async () => {
    expect((await server.get('/session')).json).toEqual({
      ...DESCRIPTOR,
      session_id: '00000000-0000-0000-0000-000000000000',
      state: 'ready',
    });
    const started = await server.post('/start_session', {});
    const adopted = await server.get('/session');
    expect([adopted.status, adopted.json]).toEqual([200, started.json]);
  });

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a reason', { reason: 'enough' }],
    ['a reason of 64 characters', { reason: 'x'.repeat(64) }],
    ['moderation', { moderate: true }],
    ['null for what is absent', { reason: null, moderate: null }],
  ])('stops a session for %s', async (_what, body) => {
    await server.post('/start_session', {});
    const { status, text } = await server.post('/stop_session', body);
    expect([status, text]).toEqual([200, '']);
    await until('the end', async () => (await server.stateOf()) === 'ready');
  });

  it.each([
    [{ reason: 'x'.repeat(65) }, 'reason', 'reason must be at most 64 characters'],
    [{ reason: 1 }, 'reason', 'reason must be a string'],
    [{ moderate: 'yes' }, 'moderate', 'moderate must be true or false'],
  ])('does not stop it for %j', async (body, field, detail) => {
    await server.post('/start_session', {});
    const { status, json } = await server.post('/stop_session', body);
    expect([status, json]).toEqual([422, { detail, code: 'bad_message', field }]);
    expect((await server.get('/session')).json).toMatchObject({ state: 'waiting' });
  });

  it('has nothing to stop before a session', async () => {
    const { status, json } = await server.post('/stop_session');
    expect([status, json]).toEqual([
      409,
      { detail: 'cannot stop session while ready; none is running', code: 'session_not_running' },
    ]);
  });

  it('is healthy and available, then serving', async () => {
    const before = await server.get('/health');
    expect([before.status, before.json]).toEqual([200, { status: 'healthy', state: 'available', detail: null }]);
    await server.post('/start_session', {});
    const after = await server.get('/health');
    expect([after.status, after.json]).toEqual([200, { status: 'healthy', state: 'serving', detail: null }]);
  });

  it('tells its schema whether or not a session runs', async () => {
    const { status, json } = await server.get('/schema');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'echo' },
      'x-reactor': {
        tracks: [
          { name: 'webcam', kind: 'video', direction: 'in' },
          { name: 'main_video', kind: 'video', direction: 'out' },
          { name: 'main_audio', kind: 'audio', direction: 'out' },
        ],
      },
    });
  });
});

describe('a model that is still loading', () => {
  let server: ReactorUnderTest;

  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [SlowLoader], loading: true });
  });
  afterAll(async () => {
    SlowLoader.finish();
    await server.close();
  });

  it.each(['start', 'stop'])('asks whoever would %s a session to come again', async (verb) => {
    const { status, headers, json } = await server.post(`/${verb}_session`, {});
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(json).toEqual({
      detail: `cannot ${verb} session while created: the model is still loading`,
      code: 'model_loading',
    });
  });

  it('is healthy', async () => {
    const { status, json } = await server.get('/health');
    expect([status, json]).toEqual([200, { status: 'healthy', state: 'loading', detail: null }]);
  });

  it('describes itself', async () => {
    const { status, json } = await server.get('/session');
    expect([status, json]).toMatchObject([200, { state: 'created', model: { name: 'slow_loader' } }]);
  });

  it('has no session to negotiate in', async () => {
    const { status, json } = await server.post('/sessions/s/transport/webrtc/connections');
    expect([status, json]).toEqual([400, { detail: 'No session running; start one first', code: 'no_session' }]);
  });
});

describe('a model that could not be loaded', () => {
  let server: ReactorUnderTest;

  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [Broken] });
  });
  afterAll(() => server.close());

  it.each(['start', 'stop'])('says for good that it cannot %s a session', async (verb) => {
    const { status, headers, json } = await server.post(`/${verb}_session`, {});
    expect([status, headers.get('retry-after')]).toEqual([503, null]);
    expect(json).toEqual({
      detail: `cannot ${verb} session while terminated: the model is terminated; restart the server`,
      code: 'model_terminated',
    });
  });

  it('is unhealthy, and says nothing of its insides', async () => {
    const { status, json } = await server.get('/health');
    expect([status, json]).toEqual([503, { status: 'unhealthy', state: 'terminated', detail: 'session terminated' }]);
  });

  it('describes itself as terminated', async () => {
    const { status, json } = await server.get('/session');
    expect([status, json]).toMatchObject([200, { state: 'terminated' }]);
  });
});
