import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoopbackChannel, LoopbackPeer } from '@nestjs-reactor/core/testing';
import { until } from '../support/until.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2, OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

let server: ReactorUnderTest;
let transport: string;
let peer: LoopbackPeer;

beforeAll(async () => {
  server = await ReactorUnderTest.start({ observability: { journalContents: true } });
});
beforeEach(async () => {
  transport = await server.startSession();
});
afterEach(() => server.rest());
afterAll(() => server.close());

/** Text frames as JSON, binary ones as hex. */
function heard(channel: LoopbackChannel): unknown[] {
  return channel.sent.map((frame) =>
    typeof frame === 'string' ? (JSON.parse(frame) as unknown) : Buffer.from(frame).toString('hex'),
  );
}

async function hears(channel: LoopbackChannel, count = 1): Promise<unknown[]> {
  await until(`${count} frames on ${channel.label}`, () => channel.sent.length >= count);
  return heard(channel);
}

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** Codes of what was refused in this session, oldest first. */
function refusals(): unknown[] {
  const entries = server.sessions.runtime().journal.since(0);
  const start = entries.findLastIndex(({ event }) => event === 'start_session');
  return entries.slice(start).flatMap(({ event, detail }) => (event === 'error' ? [detail['code']] : []));
}

/** That runs, by the path of its connections. */
const sessionId = (): string => /sessions\/([^/]+)/.exec(transport)![1]!;

async function offer(path: string, body: unknown, headers = {}): Promise<LoopbackPeer> {
  await server.post(path, body, headers);
  return server.engine.peer;
}

describe('a client that takes messages of 1000 bytes', () => {
  const sdp_offer = OFFER_2_12.sdp_offer.replaceAll(/^a=max-message-size:.*\r$/gm, 'a=max-message-size:1000\r');
  const say = (words: string): string => `{"scope":"application","data":{"type":"say","data":{"words":"${words}"}}}`;
  const told = (words: string): object => ({ scope: 'application', data: { type: 'told', data: { words } } });

  beforeEach(async () => {
    peer = await offer(`${transport}/connections/1002/sdp_params`, { ...OFFER_2_12, sdp_offer });
    peer.connect(peer.control, peer.data);
  });

  it('is not sent a larger reply, and goes on', async () => {
    peer.data.says(say('x'.repeat(1_000)));
    await until('the refusal', () => refusals().length > 0);
    peer.data.says(say('short'));
    expect(await hears(peer.data)).toEqual([told('short')]);
    expect(refusals()).toEqual(['message_too_large']);
  });

  it('hears why by the request’s id, where its generation has a form for that', async () => {
    const newest = { ...OFFER_2_12, sdp_offer, client_info: { sdk_version: '1.1.1', sdk_type: 'python' } };
    peer = await offer(`${transport}/connections/1003/sdp_params`, fromNewPeer(newest));
    peer.connect(peer.control, peer.data);
    peer.data.says(bytes('0a06646174615f31100152090a0573686f75741200'));
    const [frame] = (await hears(peer.data)) as [string];
    expect(Buffer.from(frame, 'hex').toString()).toMatch(/data_1.*message_too_large.*1000 bytes/s);
  });

  it('loses a message to all that is too large for it, which others get', async () => {
    const small = peer;
    const large = await offer(`${transport}/connections/1003/sdp_params`, fromNewPeer(OFFER_2_12));
    large.connect(large.control, large.data);
    const session = server.sessions.runtime().session(sessionId());
    session.sendMessage({ type: 'told', data: { words: 'y'.repeat(1_000) } }, undefined);
    session.sendMessage({ type: 'told', data: { words: 'bye' } }, undefined);
    expect(await hears(large.data, 2)).toEqual([told('y'.repeat(1_000)), told('bye')]);
    expect(await hears(small.data)).toEqual([told('bye')]);
    expect(refusals()).toEqual(['message_too_large']);
  });
});

describe('a 2.12 client', () => {
  beforeEach(async () => {
    peer = await offer(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    peer.connect(peer.control, peer.data);
  });

  it('gets a track when it resumes it, as often as it likes, and loses it when it pauses it', () => {
    const say = (event: string): void =>
      peer.control.says(`{"type":"notification","event":"${event}","data":{"name":"main_video"}}`);
    say('resume_track');
    say('resume_track');
    expect(peer.flowing.get('main_video')).toBe(true);
    say('pause_track');
    expect(peer.flowing.get('main_video')).toBe(false);
    expect(refusals()).toEqual([]);
  });

  it('is granted a track on the control channel, and refused it while it is taken', async () => {
    const publish = (id: string): void =>
      peer.control.says(`{"type":"request","method":"publish_track","request_id":"${id}","data":{"name":"webcam"}}`);
    publish('ctrl_1');
    publish('ctrl_2');
    peer.control.says('{"type":"notification","event":"unpublish_track","data":{"name":"webcam"}}');
    publish('ctrl_3');
    expect(await hears(peer.control, 3)).toEqual([
      { type: 'response', method: 'publish_track', request_id: 'ctrl_1', data: {} },
      {
        type: 'response',
        method: 'publish_track',
        request_id: 'ctrl_2',
        error: { code: 'publish_refused', message: expect.stringContaining('track already published') },
      },
      { type: 'response', method: 'publish_track', request_id: 'ctrl_3', data: {} },
    ]);
  });

  it.each(['main_video', 'nothing', ''])('is refused to publish %j, by the request’s id', async (name) => {
    peer.control.says(`{"type":"request","method":"publish_track","request_id":"ctrl_1","data":{"name":"${name}"}}`);
    expect(await hears(peer.control)).toMatchObject([
      { type: 'response', request_id: 'ctrl_1', error: { code: name === '' ? 'bad_message' : 'unknown_track' } },
    ]);
  });

  it('hears the reply of a command as a message, and nothing of one that has none', async () => {
    peer.data.says('{"scope":"application","data":{"type":"set_prompt","data":{"prompt":"x"}}}');
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"hello"}}}');
    expect(await hears(peer.data)).toEqual([
      { scope: 'application', data: { type: 'told', data: { words: 'hello' } } },
    ]);
  });

  it('hears the schema that it asks for', async () => {
    peer.data.says('{"scope":"runtime","data":{"type":"requestSchema","data":{}}}');
    expect(await hears(peer.data)).toMatchObject([
      { scope: 'runtime', data: { type: 'modelSchema', data: { openapi: '3.1.0', info: { title: 'echo' } } } },
    ]);
  });

  it.each([
    ['a clip', '{"type":"requestClip","data":{"duration_seconds":4}}'],
    ['the recording', '{"type":"requestRecording","data":{}}'],
  ])('is told that it cannot have %s', async (_what, data) => {
    peer.data.says(`{"scope":"runtime","data":${data}}`);
    expect(await hears(peer.data)).toEqual([
      { scope: 'runtime', data: { type: 'clipFailed', data: { reason: 'recorder disabled or encoder crashed' } } },
    ]);
  });

  it('hears why the session ends', async () => {
    await server.post('/stop_session', { reason: 'lights out' });
    expect(await hears(peer.data)).toEqual([
      { scope: 'runtime', data: { type: 'sessionEnded', data: { reason: 'lights out' } } },
    ]);
  });

  it('hears of moderation instead', async () => {
    await server.post('/stop_session', { moderate: true, reason: 'not this' });
    expect(await hears(peer.data)).toEqual([
      {
        scope: 'runtime',
        data: {
          type: 'moderation',
          data: {
            action: 'terminate',
            input_kind: '',
            command: '',
            categories: [],
            message: 'Session terminated due to policy violation.',
          },
        },
      },
    ]);
  });

  it.each([
    ['data', '{', 'not_json'],
    ['data', '[1]', 'bad_message'],
    ['data', '12', 'bad_message'],
    ['data', '{"scope":"application","data":{"type":"say","data":NaN}}', 'not_json'],
    ['data', '{"scope":"else","data":{}}', 'bad_message'],
    ['data', '{"type":"notification","event":"resume_track","data":{"name":"main_video"}}', 'wrong_channel'],
    ['control', '{"scope":"application","data":{"type":"say","data":{}}}', 'wrong_channel'],
    ['control', '{"type":"notification","event":"resume_track","data":{"name":"other"}}', 'unknown_track'],
    ['control', '{"type":"notification","event":"resume_track","data":{"name":"webcam"}}', 'unknown_track'],
    ['control', '{"type":"notification","event":"unpublish_track","data":{"name":"other"}}', 'unknown_track'],
    ['control', '{"type":"request","method":"fly","data":{}}', 'unknown_message'],
    ['data', '{"scope":"application","data":{"type":"set_promt","data":{}}}', 'invalid_command'],
    ['data', '{"scope":"application","data":{"type":"set_strength","data":{"strength":2}}}', 'invalid_command'],
    ['data', '{"scope":"application","data":{"type":"say","data":{"words":1}}}', 'invalid_command'],
    ['data', '{"scope":"application","data":{"type":"say","data":[]}}', 'invalid_command'],
    ['data', '{"scope":"application","data":{"type":"refuse","data":{}}}', 'too_shy'],
    ['data', '{"scope":"application","data":{"type":"shout","data":{}}}', 'message_too_large'],
  ] as const)('that says on %s: %s, is withheld the refusal, which the journal has', async (channel, frame, code) => {
    peer[channel].says(frame);
    await until('the refusal', () => refusals().length > 0);
    expect(refusals()).toEqual([code]);
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"still here"}}}');
    expect(await hears(peer.data)).toEqual([
      { scope: 'application', data: { type: 'told', data: { words: 'still here' } } },
    ]);
    expect(heard(peer.control)).toEqual([]);
  });
});

/** How many messages that nobody knows were counted. */
async function unknownMessages(): Promise<number> {
  const { text } = await server.get('/metrics');
  return Number(/^reactor_unknown_messages_total\{model="echo"\} (\d+)$/m.exec(text)?.[1]);
}

describe('a client that is newer than the server', () => {
  it.each([
    ['protobuf statistics', { 'reactor-api-version': '1' }, 'control', bytes('10039a01020800')],
    ['a runtime message', {}, 'data', '{"scope":"runtime","data":{"type":"dance"}}'],
    ['a notification', {}, 'control', '{"type":"notification","event":"fly","data":{}}'],
  ] as const)('may send %s that nobody knows: counted, never refused', async (_what, headers, channel, frame) => {
    peer = await offer(`${transport}/connections/1002/sdp_params`, OFFER_2_12, headers);
    peer.connect(peer.data, peer.control);
    const before = await unknownMessages();
    for (let i = 0; i < 3; i++) peer[channel].says(frame);
    expect(await unknownMessages()).toBe(before + 3);
    expect(refusals()).toEqual([]);
    expect([heard(peer.data), heard(peer.control)]).toEqual([[], []]);
  });
});

describe('the newest client', () => {
  beforeEach(async () => {
    peer = await offer(`${transport}/connections/1002/sdp_params`, OFFER_2_12, { 'reactor-api-version': '1' });
    peer.connect(peer.data, peer.control);
    peer.control.says(bytes('10035200'));
  });

  it('resumes and pauses a track', () => {
    peer.control.says(bytes('10038a010c0a0a6d61696e5f766964656f'));
    expect(peer.flowing.get('main_video')).toBe(true);
    peer.control.says(bytes('100382010c0a0a6d61696e5f766964656f'));
    expect(peer.flowing.get('main_video')).toBe(false);
    expect(heard(peer.control)).toEqual([]);
  });

  it('is granted a track', async () => {
    peer.control.says(bytes('0a066374726c5f3110017a080a0677656263616d'));
    expect(await hears(peer.control)).toEqual(['0a066374726c5f3110027200']);
  });

  it('gets an answer to each command: done, a message, or a refusal', async () => {
    // set_prompt {prompt: "hi"}, say {words: "hi"}, refuse {}
    peer.data.says(bytes('0a06646174615f31100152200a0a7365745f70726f6d707412120a100a0670726f6d707412061a0468692121'));
    peer.data.says(bytes('0a06646174615f32100152180a0373617912110a0f0a05776f72647312061a0468692121'));
    peer.data.says(bytes('0a06646174615f331001520a0a067265667573651200'));
    expect(await hears(peer.data, 3)).toEqual([
      '0a06646174615f311002',
      '0a06646174615f32100252190a04746f6c6412110a0f0a05776f72647312061a0468692121',
      '0a06646174615f331002c202120a07746f6f5f73687912076e6f74206e6f77',
    ]);
  });

  it('gets an answer by an id of the server’s where it gave none', async () => {
    peer.data.says(bytes('520a0a067265667573651200'));
    expect(await hears(peer.data)).toEqual([
      expect.stringMatching(/^0a20(?:3[0-9]|6[1-6]){32}1002c202120a07746f6f5f73687912076e6f74206e6f77$/),
    ]);
  });

  it('is refused a command of another name, by its id', async () => {
    peer.data.says(bytes('0a06646174615f3110015208 0a0473616164 1200'.replaceAll(' ', '')));
    const [frame] = (await hears(peer.data)) as [string];
    expect(frame).toMatch(/^0a06646174615f311002c202/);
    expect(Buffer.from(frame, 'hex').toString()).toContain('invalid_command');
  });

  it('hears that a reply had no room in a frame', async () => {
    peer.data.says(bytes('0a06646174615f31100152090a0573686f75741200'));
    const [frame] = (await hears(peer.data)) as [string];
    expect(frame).toMatch(/^0a06646174615f311002c202/);
    expect(Buffer.from(frame, 'hex').toString()).toContain('message_too_large');
  });

  it('hears the schema on the control channel, by its request’s id', async () => {
    peer.control.says(bytes('0a066374726c5f3210015a00'));
    const [frame] = (await hears(peer.control)) as [string];
    expect(frame).toMatch(/^0a066374726c5f32100252/);
    expect(Buffer.from(frame, 'hex').toString()).toContain('3.1.0');
  });

  it.each([
    ['a clip', '0a066374726c5f3310016a09090000000000001440', 'ctrl_3'],
    ['the recording', '0a066374726c5f3410017200', 'ctrl_4'],
  ])('is told that it cannot have %s', async (_what, request, id) => {
    peer.control.says(bytes(request));
    const reason = Buffer.from('recorder disabled or encoder crashed').toString('hex');
    expect(await hears(peer.control)).toEqual([`0a06${Buffer.from(id).toString('hex')}100262260a24${reason}`]);
  });

  it('hears why the session ends, and of moderation, on the control channel', async () => {
    await server.post('/stop_session', { reason: 'bye' });
    expect(await hears(peer.control)).toEqual(['10037a050a03627965']);
    await server.rest();
    transport = await server.startSession();
    peer = await offer(`${transport}/connections/1002/sdp_params`, OFFER_2_12, { 'reactor-api-version': '1' });
    // Before its first frame: the header of its offer told how it speaks.
    peer.connect(peer.data, peer.control);
    await server.post('/stop_session', { moderate: true });
    expect(await hears(peer.control)).toEqual([
      '10036a380a097465726d696e6174652a2b53657373696f6e207465726d696e617465642064756520746f20706f6c6963792076696f6c6174696f6e2e',
    ]);
  });

  it.each([
    ['data', 'a ping', '10035200', 'wrong_channel', ''],
    ['data', 'publish', '0a066374726c5f3110017a080a0677656263616d', 'wrong_channel', '0a066374726c5f31'],
    ['control', 'a command', '0a06646174615f311001520a0a067265667573651200', 'wrong_channel', '0a06646174615f31'],
    ['control', 'resume of no track', '10038a01040a02787878', 'bad_message', ''],
    ['control', 'resume of another track', '10038a01050a036f7468', 'unknown_track', ''],
    ['control', 'publish of an output', '0a016110017a0c0a0a6d61696e5f766964656f', 'unknown_track', '0a0161'],
    ['data', 'a frame cut short', '0a06646174615f3110015235', 'bad_message', '0a06646174615f31'],
    ['data', 'text', '{"scope":"runtime"}', 'bad_message', ''],
  ] as const)('that says on %s: %s, hears of it there, by its id', async (channel, _what, frame, code, id) => {
    peer[channel].says(frame.startsWith('{') ? frame : bytes(frame));
    const [refusal] = (await hears(peer[channel])) as [string];
    expect(refusal.startsWith(`${id}${id === '' ? '1003' : '1002'}c202`)).toBe(true);
    expect(Buffer.from(refusal, 'hex').toString()).toContain(code);
    expect(refusals()).toEqual([code]);
  });

  it('that reports an error is not answered with another', async () => {
    peer.control.says(bytes('1003c202060a016312016d'));
    await until('the report', () => refusals().length > 0);
    expect(refusals()).toEqual(['client_error']);
    expect([...heard(peer.control), ...heard(peer.data)]).toEqual([]);
  });

  it('hears the broadcasts of the model without an id, whatever an older client beside it hears', async () => {
    const newest = peer;
    const older = await offer(`${transport}/connections/1003/sdp_params`, OFFER_2_12);
    older.connect();
    server.sessions.runtime().current?.sendMessage({ type: 'tick', data: { n: 1 } }, undefined);
    expect(await hears(newest.data)).toEqual(['100352180a047469636b12100a0e0a016e120911000000000000f03f']);
    expect(await hears(older.data)).toEqual([{ scope: 'application', data: { type: 'tick', data: { n: 1 } } }]);
  });
});

describe('a 2.9 client', () => {
  beforeEach(async () => {
    peer = await offer(`${transport}/sdp_params`, OFFER_2_9);
    peer.connect(peer.data);
  });

  it('hears the list of commands that it asks for', async () => {
    peer.data.says('{"scope":"runtime","data":{"type":"requestCapabilities","data":{}}}');
    const [frame] = (await hears(peer.data)) as [{ data: { data: { commands: { name: string }[] } } }];
    expect(frame).toMatchObject({ scope: 'runtime', data: { type: 'modelCapabilities' } });
    expect(frame.data.data.commands.find(({ name }) => name === 'set_strength')).toEqual({
      name: 'set_strength',
      description: expect.any(String),
      schema: { strength: { type: 'number', minimum: 0, maximum: 1, default: 0.5 } },
    });
  });

  it('hears replies and the session’s end, and sends its pings in vain', async () => {
    peer.data.says('{"scope":"runtime","data":{"type":"ping","data":{}}}');
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"a"}}}');
    await hears(peer.data);
    await server.post('/stop_session', { reason: 'bye' });
    expect(await hears(peer.data, 2)).toEqual([
      { scope: 'application', data: { type: 'told', data: { words: 'a' } } },
      { scope: 'runtime', data: { type: 'sessionEnded', data: { reason: 'bye' } } },
    ]);
  });

  it.each([
    ['a clip', '{"type":"requestClip","data":{"duration_seconds":4}}'],
    ['the recording', '{"type":"requestRecording","data":{}}'],
  ])('is told that it cannot have %s, from 2.10 on', async (_what, data) => {
    peer.data.says(`{"scope":"runtime","data":${data}}`);
    expect(await hears(peer.data)).toEqual([
      { scope: 'runtime', data: { type: 'clipFailed', data: { reason: 'recorder disabled or encoder crashed' } } },
    ]);
  });

  it('hears of moderation', async () => {
    await server.post('/stop_session', { moderate: true });
    expect(await hears(peer.data)).toMatchObject([
      { scope: 'runtime', data: { type: 'moderation', data: { action: 'terminate' } } },
    ]);
  });
});

describe('a 2.2 client', () => {
  beforeEach(async () => {
    peer = await offer('/sdp_params', OFFER_2_2);
    peer.connect(peer.data);
  });

  it('hears the commands by name, and replies, as application messages', async () => {
    peer.data.says('{"type":"requestCapabilities","data":{}}');
    peer.data.says('{"type":"say","data":{"words":"a"}}');
    const [commands, reply] = await hears(peer.data, 2);
    expect(commands).toMatchObject({
      type: 'application',
      data: {
        commands: {
          set_strength: {
            description: expect.any(String),
            schema: { strength: { type: 'number', minimum: 0, maximum: 1 } },
          },
        },
      },
    });
    expect(reply).toEqual({ type: 'application', data: { type: 'told', data: { words: 'a' } } });
  });

  it('hears nothing that it would not understand', async () => {
    peer.data.says('{"type":"set_strength","data":{"strength":7}}');
    await until('the refusal', () => refusals().length > 0);
    await server.post('/stop_session', { reason: 'bye' });
    expect(refusals()).toEqual(['invalid_command']);
    expect(heard(peer.data)).toEqual([]);
  });

  it('of the 2.3 kind, which has scopes, is understood on the same route', async () => {
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"a"}}}');
    expect(await hears(peer.data)).toEqual([{ scope: 'application', data: { type: 'told', data: { words: 'a' } } }]);
  });
});

describe('a client', () => {
  it('that was never seen before is spoken to in the form of its first frame', async () => {
    peer = await offer(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    peer.connect(peer.data, peer.control);
    peer.data.says(bytes('0a06646174615f331001520a0a067265667573651200'));
    expect(await hears(peer.data)).toEqual(['0a06646174615f331002c202120a07746f6f5f73687912076e6f74206e6f77']);
  });
});
