import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { Broken, Echo, SlowLoader } from './support/echo.model.js';
import { OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

type Request = Readonly<Record<string, unknown>> & { readonly type: string };

const OFFER = { type: 'offer', sdp: OFFER_2_12.sdp_offer, track_mapping: OFFER_2_12.track_mapping };
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 192.0.2.2 9 typ host', sdp_mid: '0', sdp_mline_index: 0 };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Every type that needs a session, with what it needs besides. */
const REQUESTS: Request[] = [
  OFFER,
  { type: 'candidate', candidate: CANDIDATE },
  { type: 'command', name: 'say' },
  { type: 'file_uploaded', upload_id: 'u' },
  { type: 'resume', track: 'main_video' },
  { type: 'pause', track: 'main_video' },
  { type: 'publish', track: 'webcam' },
  { type: 'unpublish', track: 'webcam' },
  { type: 'control', action: 'ask' },
  { type: 'schema' },
  { type: 'leave' },
];

let server: ReactorUnderTest;
let socket: SignalingSocket;

const error = (code: string, message: unknown = expect.any(String), more = {}) => ({
  type: 'error',
  error: { code, message, ...more },
});
/** What it was told unasked, changes of the state left out. */
const notices = () => socket.told.filter((one) => one.request_id === undefined && one.type !== 'state');

describe('a socket', () => {
  beforeAll(async () => {
    server = await ReactorUnderTest.start();
  });
  beforeEach(async () => {
    socket = await SignalingSocket.open(server.url);
  });
  afterEach(async () => {
    socket.close();
    await server.rest();
  });
  afterAll(() => server.close());

  describe('that is in no session', () => {
    it.each(REQUESTS.map((request) => [request.type, request] as const))(
      'is told to join before it may %s',
      async (_type, request) => {
        await server.startSession();
        expect(await socket.ask(request)).toEqual(error('not_joined', 'join a session first: {"type":"join"}'));
      },
    );

    it('may ask whether anybody is there', async () => {
      expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    });

    it('joins one that it starts', async () => {
      expect(await socket.ask({ type: 'join' })).toEqual({
        type: 'joined',
        session: {
          session_id: expect.stringMatching(UUID),
          state: 'streaming',
          cluster: 'local',
          model: { name: 'echo' },
          server_info: { server_version: '0.1.0' },
          selected_transport: { protocol: 'webrtc', version: '1.0' },
          capabilities: {
            protocol_version: 'v0',
            tracks: OFFER_2_12.track_mapping
              .map(({ name, kind, direction }) => ({ name, kind, direction }))
              .sort((a) => (a.direction === 'sendonly' ? -1 : 1)),
            commands: [],
            emission_fps: 30,
          },
        },
        connection_id: expect.any(Number),
        ice_servers: [],
      });
    });

    it.each<[string, Record<string, unknown>]>([
      ['by nothing', {}],
      ['by its model', { model: 'echo' }],
      ['where it would not start one', { start: false }],
    ])('joins one that runs, found %s', async (_how, fields) => {
      const { json } = await server.post('/start_session');
      const joined = await socket.ask({ type: 'join', ...fields });
      expect(joined).toMatchObject({
        type: 'joined',
        session: { session_id: (json as { session_id: string }).session_id },
      });
    });

    it('joins one that runs by its id', async () => {
      const { json } = await server.post('/start_session');
      const { session_id } = json as { session_id: string };
      expect(await socket.ask({ type: 'join', session_id })).toMatchObject({ type: 'joined', session: { session_id } });
    });

    it.each<[string, boolean, Record<string, unknown>, string]>([
      ['a model that is not there', false, { model: 'other' }, 'unknown_model'],
      ['a session that is not there', true, { session_id: 'other' }, 'unknown_session'],
      ['a session by its id where none runs', false, { session_id: 'other' }, 'no_session'],
      ['one that runs where none does', false, { start: false }, 'no_session'],
    ])('is refused %s', async (_what, running, fields, code) => {
      if (running) await server.startSession();
      expect(await socket.ask({ type: 'join', ...fields })).toEqual(error(code));
      expect(await server.stateOf()).toBe(running ? 'waiting' : 'ready');
    });
  });

  describe('that has joined', () => {
    beforeEach(async () => {
      await socket.ask({ type: 'join' });
    });

    it.each<[string, Request, object]>([
      [
        'joins again',
        { type: 'join' },
        error('already_joined', 'this socket is in a session; leave it first: {"type":"leave"}'),
      ],
      ['offers', OFFER, { type: 'answer', sdp: expect.stringMatching(/^v=0/) }],
      ['offers what is no SDP', { ...OFFER, sdp: 'hello' }, error('bad_sdp', expect.any(String), { field: 'sdp' })],
      [
        'offers a track that is not there',
        { ...OFFER, track_mapping: [{ ...OFFER_2_12.track_mapping[0], name: 'other' }] },
        error('bad_sdp', expect.any(String), { field: 'track_mapping[0]' }),
      ],
      ['tells a candidate', { type: 'candidate', candidate: CANDIDATE }, { type: 'accepted' }],
      ['tells an empty one', { type: 'candidate', candidate: { candidate: '' } }, { type: 'accepted' }],
      ['tells the last one', { type: 'candidate', candidate: null }, { type: 'accepted' }],
      ['resumes an output', { type: 'resume', track: 'main_video' }, { type: 'accepted' }],
      ['pauses an output', { type: 'pause', track: 'main_audio' }, { type: 'accepted' }],
      [
        'resumes an input',
        { type: 'resume', track: 'webcam' },
        error('unknown_track', 'echo has no output track "webcam"; it has main_video, main_audio', { field: 'name' }),
      ],
      [
        'pauses what is not there',
        { type: 'pause', track: 'x' },
        error('unknown_track', expect.any(String), { field: 'name' }),
      ],
      ['publishes an input', { type: 'publish', track: 'webcam' }, { type: 'accepted' }],
      [
        'publishes an output',
        { type: 'publish', track: 'main_video' },
        error('unknown_track', 'echo has no input track "main_video"; it has webcam', { field: 'name' }),
      ],
      ['unpublishes what it does not publish', { type: 'unpublish', track: 'webcam' }, { type: 'accepted' }],
      [
        'unpublishes an output',
        { type: 'unpublish', track: 'main_video' },
        error('unknown_track', expect.any(String), { field: 'name' }),
      ],
      [
        'commands what has a reply',
        { type: 'command', name: 'say', args: { words: 'hello' } },
        { type: 'reply', message: { type: 'told', data: { words: 'hello' } }, turn: expect.any(Number), frame: 1 },
      ],
      [
        'commands what has none',
        { type: 'command', name: 'set_prompt', args: { prompt: 'x' } },
        { type: 'reply', turn: expect.any(Number), frame: 1 },
      ],
      ['commands what the model refuses', { type: 'command', name: 'refuse' }, error('too_shy', 'not now')],
      ['commands what is not there', { type: 'command', name: 'fly' }, error('invalid_command')],
      [
        'commands out of range',
        { type: 'command', name: 'set_strength', args: { strength: 2 } },
        error('invalid_command', 'set_strength: strength must be at most 1 (got 2)', {
          field: 'strength',
          fields: [{ field: 'strength', message: 'strength must be at most 1 (got 2)' }],
        }),
      ],
      ['tells of a file that nobody waits for', { type: 'file_uploaded', upload_id: 'u' }, { type: 'accepted' }],
      [
        'asks for the schema',
        { type: 'schema' },
        { type: 'schema', schema: expect.objectContaining({ openapi: '3.1.0' }) },
      ],
      ['leaves', { type: 'leave' }, { type: 'left' }],
      ['leaves and ends it', { type: 'leave', stop: true }, { type: 'left' }],
    ])('is answered once when it %s', async (_what, request, answer) => {
      const id = socket.send(request);
      expect(await socket.answerTo(id)).toEqual(answer);
      expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
      expect(socket.told.filter((one) => one.request_id === id)).toHaveLength(1);
    });

    it('is refused a track that another one publishes, until that one leaves', async () => {
      const other = await SignalingSocket.open(server.url);
      await other.ask({ type: 'join' });
      const publish = { type: 'publish', track: 'webcam' };
      expect(await other.ask(publish)).toEqual({ type: 'accepted' });
      expect(await socket.ask(publish)).toEqual(error('publish_refused', expect.any(String), { field: 'name' }));
      expect(await other.ask({ type: 'leave' })).toEqual({ type: 'left' });
      expect(await socket.ask(publish)).toEqual({ type: 'accepted' });
      other.close();
    });

    it('is told the server’s candidates one by one, and their end once', async () => {
      await socket.ask(OFFER);
      const { events } = server.engine.peer.options;
      events.candidate({ candidate: 'candidate:9', sdpMid: '0', sdpMLineIndex: 0 });
      events.candidate(null);
      await until('both', () => notices().length >= 2);
      expect(notices()).toEqual([
        { type: 'candidate', candidate: { candidate: 'candidate:9', sdp_mid: '0', sdp_mline_index: 0 } },
        { type: 'candidate', candidate: null },
      ]);
    });

    it('keeps its media when its next offer is bad, and its place when its media go', async () => {
      await socket.ask(OFFER);
      const { peer } = server.engine;
      await socket.ask({ ...OFFER, sdp: 'hello' });
      expect(peer.closed).toBe(false);
      peer.connect();
      peer.lose();
      expect(await socket.ask({ type: 'command', name: 'say' })).toMatchObject({ type: 'reply' });
      expect(await server.stateOf()).toBe('streaming');
      // Of another peer connection.
      const sdp = OFFER.sdp.replace(/^o=- \d+/m, 'o=- 4711');
      expect(await socket.ask({ ...OFFER, sdp })).toMatchObject({ type: 'answer' });
    });

    it('is heard in order, and answered in it', async () => {
      const ids = Array.from({ length: 40 }, (_, i) =>
        socket.send({ type: i % 2 === 0 ? 'resume' : 'pause', track: 'main_video' }),
      );
      ids.push(socket.send({ type: 'schema' }), socket.send({ type: 'leave' }), socket.send({ type: 'schema' }));
      expect(await socket.answerTo(ids.at(-1)!)).toEqual(error('not_joined'));
      const order = socket.told.flatMap(({ request_id }) => (ids.includes(request_id ?? '') ? [request_id] : []));
      expect(order).toEqual(ids);
    });

    it('is told of the session and nothing of its own, where it gave no ids', async () => {
      for (const request of [
        { type: 'resume', track: 'main_video' },
        { type: 'ping' },
        { type: 'command', name: 'say' },
      ])
        socket.say(JSON.stringify(request));
      socket.say(JSON.stringify({ type: 'resume', track: 'other' }));
      socket.say(JSON.stringify({ type: 'command', name: 'refuse' }));
      socket.say(JSON.stringify({ type: 'schema' }));
      await until('the answers', () => notices().length >= 3);
      expect(
        notices()
          .map(({ type }) => type)
          .sort(),
      ).toEqual(['error', 'error', 'schema']);
    });

    it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
      ['was stopped', {}, { reason: 'stopped', message: 'The session was stopped.' }],
      ['was stopped for a reason', { reason: 'bye' }, { reason: 'stopped', message: 'bye' }],
      [
        'was moderated',
        { moderate: true, reason: 'unheard' },
        { reason: 'moderated', message: 'Session terminated due to policy violation.' },
      ],
    ])('is told that its session %s, and may join the next one', async (_why, body, told) => {
      await server.post('/stop_session', body);
      await until('the end', () => notices().length > 0);
      expect(notices()).toEqual([{ type: 'ended', ...told }]);
      await until('the session to be over', async () => (await server.stateOf()) === 'ready');
      expect(await socket.ask({ type: 'command', name: 'say' })).toEqual(error('not_joined'));
      expect(await socket.ask({ type: 'join' })).toMatchObject({ type: 'joined' });
    });

    it('is told that its session closes before it is told that it has ended, and nothing when it has left', async () => {
      const other = await SignalingSocket.open(server.url);
      await other.ask({ type: 'join' });
      await other.ask({ type: 'leave' });
      await server.post('/stop_session');
      await until('the end', () => notices().length > 0);
      const unasked = (one: SignalingSocket) => one.told.filter(({ request_id }) => request_id === undefined);
      expect(unasked(socket)).toMatchObject([{ type: 'state', state: 'closing' }, { type: 'ended' }]);
      await other.ask({ type: 'ping' });
      expect(unasked(other)).toEqual([]);
      other.close();
    });

    it('leaves with its connection', async () => {
      socket.close();
      await until('the session to be orphaned', async () => (await server.stateOf()) === 'orphaned');
    });
  });

  it.each<[string, string | Buffer, string, Record<string, unknown>]>([
    ['no JSON', 'hello', 'not_json', {}],
    ['JSON that is no object', '[1]', 'bad_message', {}],
    ['NaN', '{"type":"command","name":"say","args":{"words":NaN}}', 'not_json', {}],
    ['bytes', Buffer.from('{"type":"ping"}'), 'bad_message', {}],
    ['nothing', '', 'not_json', {}],
    ['no type', '{"request_id":"a"}', 'bad_message', { request_id: 'a', field: 'type' }],
    ['another type', '{"type":"dance","request_id":"a"}', 'bad_message', { request_id: 'a', field: 'type' }],
    ['a type that objects have', '{"type":"constructor"}', 'bad_message', { field: 'type' }],
    ['a key too many', '{"type":"ping","request_id":"a","more":1}', 'bad_message', { request_id: 'a', field: 'more' }],
    ['a key too few', '{"type":"resume","request_id":"a"}', 'bad_message', { request_id: 'a', field: 'track' }],
    ['an id that is no text', '{"type":"ping","request_id":7}', 'bad_message', { field: 'request_id' }],
    [
      'an offer beyond what browsers make',
      JSON.stringify({ ...OFFER, sdp: 'v'.repeat(200_001), request_id: 'a' }),
      'bad_message',
      { request_id: 'a', field: 'sdp' },
    ],
    ['more than a message may have', JSON.stringify({ type: 'x'.repeat(262_144) }), 'message_too_large', {}],
  ])('that says %s is told so, and goes on', async (_what, frame, code, { request_id, field }) => {
    socket.say(frame);
    await until('the refusal', () => socket.told.length > 0);
    expect(socket.told).toEqual([
      {
        ...error(code, expect.any(String), field === undefined ? {} : { field }),
        ...(request_id === undefined ? {} : { request_id }),
      },
    ]);
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });
});

describe('a socket is refused to join', () => {
  async function joinAt(options: Parameters<typeof ReactorUnderTest.start>[0], before = 0): Promise<unknown> {
    const other = await ReactorUnderTest.start(options);
    try {
      for (let i = 0; i < before; i++) await (await SignalingSocket.open(other.url)).ask({ type: 'join' });
      return await (await SignalingSocket.open(other.url)).ask({ type: 'join' });
    } finally {
      SlowLoader.finish();
      await other.close();
    }
  }

  it('while the model loads', async () => {
    expect(await joinAt({ models: [SlowLoader], loading: true })).toEqual(
      error('model_loading', 'cannot start session while created: the model is still loading'),
    );
  });

  it('when the model could not be loaded', async () => {
    expect(await joinAt({ models: [Broken] })).toEqual(error('model_terminated'));
  });

  it('when the session is full', async () => {
    expect(await joinAt({ models: [Echo], session: { maxConnections: 2 } }, 2)).toEqual(error('connection_limit'));
  });
});
