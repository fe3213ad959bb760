import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VideoFrame } from '@nestjs-reactor/core';
import type { LoopbackChannel, LoopbackPeer } from '@nestjs-reactor/core/testing';
import { until } from '../support/until.js';
import { Camera } from './support/camera.model.js';
import { Gallery } from './support/gallery.model.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

/** How clients of the protobuf generation sign their offers. */
const SIGNED = { 'reactor-api-version': '1', 'reactor-api-accept-version': '1', 'reactor-webrtc-version': '1.0' };

/** Frames without what tells one request from another. */
const ASK = '1001';
const ANSWER = '1002';
const NOTICE = '1003';
const PING = '10035200';
const RESUME_VIDEO = '10038a010c0a0a6d61696e5f766964656f';
const PAUSE_VIDEO = '100382010c0a0a6d61696e5f766964656f';
const RESUME_AUDIO = '10038a010c0a0a6d61696e5f617564696f';
const UNPUBLISH = '10039201080a0677656263616d';
const PUBLISH = `${ASK}7a080a0677656263616d`;
const GRANTED = `${ANSWER}7200`;
const REQUEST_SCHEMA = `${ASK}5a00`;
const REQUEST_CLIP = `${ASK}6a09090000000000001440`;
/** say {words: "hi!!"}, and what the model tells then. */
const SAY = `${ASK}52180a0373617912110a0f0a05776f72647312061a0468692121`;
const TOLD = '52190a04746f6c6412110a0f0a05776f72647312061a0468692121';
/** refuse {}, and the model's own code and words for it. */
const REFUSE = `${ASK}520a0a067265667573651200`;
const TOO_SHY = 'c202120a07746f6f5f73687912076e6f74206e6f77';
/** set_prompt {prompt: "hi!!"}, which has no reply but its acknowledgement. */
const SET_PROMPT = `${ASK}52200a0a7365745f70726f6d707412120a100a0670726f6d707412061a0468692121`;

const hex = (text: string): string => Buffer.from(text).toString('hex');
const bytes = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

/** A frame with this request id before the rest. */
const of = (id: string, rest: string): string => `0a${id.length.toString(16).padStart(2, '0')}${hex(id)}${rest}`;

function heard(channel: LoopbackChannel): string[] {
  return channel.sent.map((frame) =>
    typeof frame === 'string' ? `text: ${frame}` : Buffer.from(frame).toString('hex'),
  );
}

async function hears(channel: LoopbackChannel, count: number): Promise<string[]> {
  await until(`${count} frames on ${channel.label}`, () => channel.sent.length >= count);
  return heard(channel);
}

let server: ReactorUnderTest;
let transport: string;

async function offer(id = 1002, headers: Readonly<Record<string, string>> = SIGNED): Promise<LoopbackPeer> {
  expect(
    (await server.post(`${transport}/connections/${id}/sdp_params`, fromNewPeer(OFFER_2_12), headers)).status,
  ).toBe(202);
  return server.engine.peer;
}

describe('signalling in another order', () => {
  /** Set by a step: lets the answer that is held back be made. */
  let release = (): void => {};

  const path = (): string => `${transport}/connections/1002`;
  const entry = (n: number) => ({ candidate: `candidate:${n}`, sdp_mid: '0', sdp_mline_index: 0 });
  const candidates =
    (...numbers: number[]) =>
    async (): Promise<void> => {
      const body = { candidates: numbers.map(entry), is_final: numbers.length === 0 };
      expect((await server.post(`${path()}/ice_candidates`, body, SIGNED)).status).toBe(202);
    };
  /** Each from a peer connection of its own. */
  let offered = 0;
  const offers = (method: 'POST' | 'PUT') => async (): Promise<void> => {
    const sdp_offer = OFFER_2_12.sdp_offer.replace(/^o=- \d+/m, `o=- ${++offered}`);
    const body = { ...OFFER_2_12, sdp_offer };
    expect((await server.request(method, `${path()}/sdp_params`, body, SIGNED)).status).toBe(202);
  };
  const polls = (status: number) => async (): Promise<void> => {
    expect((await server.get(`${path()}/sdp_params`, SIGNED)).status).toBe(status);
  };
  const holdsTheAnswer = async (): Promise<void> => {
    const held = new Promise<void>((resolve) => (release = resolve));
    server.engine.answer = async () => {
      await held;
      return 'v=0 late';
    };
  };
  const answers = async (): Promise<void> => {
    release();
    await until('the answer', async () => (await server.get(`${path()}/sdp_params`, SIGNED)).status === 200);
  };
  const connects = async (): Promise<void> =>
    server.engine.peer.connect(server.engine.peer.data, server.engine.peer.control);

  beforeAll(async () => {
    server = await ReactorUnderTest.start({ session: { answerWaitMs: 0 } });
  });
  beforeEach(async () => {
    transport = await server.startSession();
  });
  afterEach(() => server.rest());
  afterAll(() => server.close());

  it.each<[string, (() => Promise<void>)[]]>([
    [
      'all candidates, the offer, a poll',
      [candidates(0), candidates(1, 2), candidates(), offers('POST'), answers, connects],
    ],
    ['the offer, all candidates, a poll', [offers('POST'), candidates(0, 1, 2), candidates(), answers, connects]],
    ['candidates on both sides of the offer', [candidates(0), offers('POST'), candidates(1, 2), answers, connects]],
    [
      'candidates between polls for an answer that takes its time',
      [
        holdsTheAnswer,
        offers('POST'),
        polls(202),
        candidates(0),
        polls(202),
        candidates(1),
        polls(202),
        candidates(2),
        answers,
        connects,
      ],
    ],
    ['a poll before everything', [polls(202), candidates(0, 1, 2), offers('POST'), answers, connects]],
    ['the end of the candidates before them', [candidates(), offers('POST'), candidates(0, 1, 2), answers, connects]],
    ['candidates once it is connected', [offers('POST'), answers, candidates(0), connects, candidates(1, 2)]],
    ['a first offer by PUT', [candidates(0, 1), offers('PUT'), candidates(2), answers, connects]],
    [
      'a second offer before the first is answered',
      [holdsTheAnswer, offers('POST'), candidates(0, 1, 2), offers('PUT'), answers, connects],
    ],
  ])('connects all the same: %s', async (_what, steps) => {
    for (const step of steps) await step();
    expect(server.engine.peer.candidates).toEqual(
      [0, 1, 2].map((n) => ({ candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0 })),
    );
    expect(await server.stateOf()).toBe('streaming');
    expect(server.sessions.runtime().viewers).toBe(1);
    await polls(202)();
  });

  it('keeps candidates of the next offer for it, and the connection that is there goes on', async () => {
    for (const step of [offers('POST'), answers, connects, candidates(7), offers('PUT'), answers]) await step();
    expect(server.engine.peer.candidates).toEqual([{ candidate: 'candidate:7', sdpMid: '0', sdpMLineIndex: 0 }]);
    expect(await server.stateOf()).toBe('streaming');
    await connects();
    server.engine.peer.data.says(bytes(of('data_1', SAY)));
    expect(await hears(server.engine.peer.data, 1)).toEqual([of('data_1', `${ANSWER}${TOLD}`)]);
  });
});

describe('a protobuf client', () => {
  let peer: LoopbackPeer;

  beforeAll(async () => {
    server = await ReactorUnderTest.start();
  });
  beforeEach(async () => {
    transport = await server.startSession();
    peer = await offer();
  });
  afterEach(() => server.rest());
  afterAll(() => server.close());

  type Said = readonly ['data' | 'control', string];

  it.each<[string, readonly ('data' | 'control')[], Said]>([
    ['control first, a ping on it', ['control', 'data'], ['control', PING]],
    ['control first, a command on data', ['control', 'data'], ['data', of('data_0', SET_PROMPT)]],
    ['data first, a command on it', ['data', 'control'], ['data', of('data_0', SET_PROMPT)]],
    ['data first, a ping on control', ['data', 'control'], ['control', PING]],
    ['data first, an empty frame on it', ['data', 'control'], ['data', '']],
  ])('may open its channels and speak in any order: %s', async (_what, [first, second], [channel, frame]) => {
    for (const headers of [SIGNED, {}]) {
      peer = await offer(1002, headers);
      peer.connect(peer[first!]);
      if (channel === first) peer[channel].says(bytes(frame));
      peer.connect(peer[second!]);
      if (channel !== first) peer[channel].says(bytes(frame));
      const before = frame === PING ? 0 : 1;
      await hears(peer.data, before);
      peer.data.says(bytes(of('data_1', SAY)));
      expect((await hears(peer.data, before + 1)).slice(before)).toEqual([of('data_1', `${ANSWER}${TOLD}`)]);
      peer.control.says(bytes(of('ctrl_1', PUBLISH)));
      peer.control.says(bytes(UNPUBLISH));
      expect(await hears(peer.control, 1)).toEqual([of('ctrl_1', GRANTED)]);
    }
  });

  it('hears what the model told before its data channel was open, once it is', async () => {
    peer.connect(peer.control);
    server.sessions.runtime().current?.sendMessage({ type: 'tick', data: { n: 1 } }, undefined);
    peer.control.says(bytes(RESUME_VIDEO));
    expect([heard(peer.data), peer.flowing.get('main_video')]).toEqual([[], true]);
    peer.connect(peer.data);
    expect(heard(peer.data)).toEqual([`${NOTICE}52180a047469636b12100a0e0a016e120911000000000000f03f`]);
  });

  it('hears why the session ends on a control channel that opened last', async () => {
    peer.connect(peer.data);
    peer.data.says(bytes(of('data_1', SAY)));
    await hears(peer.data, 1);
    peer.connect(peer.control);
    await server.post('/stop_session', { reason: 'bye' });
    expect(await hears(peer.control, 1)).toEqual(['10037a050a03627965']);
  });

  describe('with both channels open', () => {
    beforeEach(() => peer.connect(peer.data, peer.control));

    it.each<[string, readonly string[], boolean, boolean]>([
      ['resume before the schema is asked for', [RESUME_VIDEO, of('ctrl_1', REQUEST_SCHEMA)], true, false],
      ['the schema first', [of('ctrl_1', REQUEST_SCHEMA), RESUME_VIDEO], true, false],
      ['resume twice', [RESUME_VIDEO, RESUME_VIDEO, of('ctrl_1', REQUEST_SCHEMA)], true, false],
      ['pause before any resume', [PAUSE_VIDEO, of('ctrl_1', REQUEST_SCHEMA)], false, false],
      ['pause, then resume', [PAUSE_VIDEO, RESUME_VIDEO, of('ctrl_1', REQUEST_SCHEMA)], true, false],
      [
        'resume, then pause twice',
        [RESUME_VIDEO, PAUSE_VIDEO, PAUSE_VIDEO, of('ctrl_1', REQUEST_SCHEMA)],
        false,
        false,
      ],
      ['each track for itself', [RESUME_AUDIO, RESUME_VIDEO, PAUSE_VIDEO, of('ctrl_1', REQUEST_SCHEMA)], false, true],
    ])('gets its tracks and the schema in any order: %s', async (_what, frames, video, audio) => {
      for (const frame of frames) peer.control.says(bytes(frame));
      const [schema, ...others] = await hears(peer.control, 1);
      expect(schema!.startsWith(of('ctrl_1', `${ANSWER}52`))).toBe(true);
      expect(others).toEqual([]);
      expect([...peer.flowing]).toEqual([
        ['main_video', video],
        ['main_audio', audio],
      ]);
    });

    it.each<[string, readonly string[], readonly string[]]>([
      ['unpublish before any publish', [UNPUBLISH, of('ctrl_1', PUBLISH)], [of('ctrl_1', GRANTED)]],
      [
        'publish again after unpublish',
        [of('ctrl_1', PUBLISH), UNPUBLISH, of('ctrl_2', PUBLISH)],
        [of('ctrl_1', GRANTED), of('ctrl_2', GRANTED)],
      ],
      ['publish without an id', [PUBLISH], [GRANTED]],
      ['publish beside a ping and a resume', [PING, of('ctrl_1', PUBLISH), RESUME_VIDEO], [of('ctrl_1', GRANTED)]],
    ])('is answered on control, and nothing else is said: %s', async (_what, frames, expected) => {
      for (const frame of frames) peer.control.says(bytes(frame));
      expect(await hears(peer.control, expected.length)).toEqual(expected);
      expect(heard(peer.data)).toEqual([]);
    });

    it.each<[string, readonly string[], readonly string[]]>([
      [
        'the same id twice',
        [of('data_1', SAY), of('data_1', REFUSE)],
        [of('data_1', `${ANSWER}${TOLD}`), of('data_1', `${ANSWER}${TOO_SHY}`)],
      ],
      [
        'the same id twice for what has no reply',
        [of('data_1', SET_PROMPT), of('data_1', SET_PROMPT)],
        [of('data_1', ANSWER), of('data_1', ANSWER)],
      ],
      ['an id of one character', [of('x', SAY)], [of('x', `${ANSWER}${TOLD}`)]],
      ['an id that reads like the start of JSON', [of('{"a":1}', SAY)], [of('{"a":1}', `${ANSWER}${TOLD}`)]],
      [
        'an id of 123 characters, whose length is a brace',
        [of('i'.repeat(123), SAY)],
        [of('i'.repeat(123), `${ANSWER}${TOLD}`)],
      ],
      ['the id after all else', [`${SAY}${of('data_1', '')}`], [of('data_1', `${ANSWER}${TOLD}`)]],
      ['no kind', [of('data_1', SAY.slice(4))], [of('data_1', `${ANSWER}${TOLD}`)]],
      ['a kind that is not known yet', [of('data_1', `1009${SAY.slice(4)}`)], [of('data_1', `${ANSWER}${TOLD}`)]],
      ['a field that is not known yet', [of('data_1', `${SAY}ba06017a`)], [of('data_1', `${ANSWER}${TOLD}`)]],
      [
        'two payloads, of which the last counts',
        [of('data_1', `${REFUSE}${SAY.slice(4)}`)],
        [of('data_1', `${ANSWER}${TOLD}`)],
      ],
    ])('is answered by the id that it gave: %s', async (_what, frames, expected) => {
      for (const frame of frames) peer.data.says(bytes(frame));
      expect(await hears(peer.data, expected.length)).toEqual(expected);
      expect(heard(peer.control)).toEqual([]);
    });

    it.each<[string, 'data' | 'control', string, string, string]>([
      ['nothing at all', 'data', '', 'unknown_message', NOTICE],
      ['nothing at all', 'control', '', 'unknown_message', NOTICE],
      ['an id and no payload', 'data', of('data_1', ASK), 'unknown_message', of('data_1', ANSWER)],
      ['an id and no payload', 'control', of('ctrl_1', ASK), 'unknown_message', of('ctrl_1', ANSWER)],
      [
        'a payload that is not known yet',
        'data',
        of('data_1', `${ASK}a20600`),
        'unknown_message',
        of('data_1', ANSWER),
      ],
      [
        'a payload that is not known yet',
        'control',
        of('ctrl_1', `${ASK}a20600`),
        'unknown_message',
        of('ctrl_1', ANSWER),
      ],
      ['publish where commands go', 'data', of('ctrl_1', PUBLISH), 'wrong_channel', of('ctrl_1', ANSWER)],
      ['a command where verbs go', 'control', of('data_1', SAY), 'wrong_channel', of('data_1', ANSWER)],
    ])('is refused %s on %s there, and goes on', async (_what, channel, frame, code, start) => {
      peer[channel].says(bytes(frame));
      const [refusal] = await hears(peer[channel], 1);
      expect(refusal!.startsWith(`${start}c202`)).toBe(true);
      expect(refusal).toContain(hex(code));
      peer.data.says(bytes(of('data_9', SAY)));
      await until('the answer', () => heard(peer.data).includes(of('data_9', `${ANSWER}${TOLD}`)));
      peer.control.says(bytes(of('ctrl_9', PUBLISH)));
      await until('the grant', () => heard(peer.control).includes(of('ctrl_9', GRANTED)));
    });

    it('is answered each clip request, beside others, by its own id', async () => {
      for (const id of ['ctrl_1', 'ctrl_2', 'ctrl_1']) peer.control.says(bytes(of(id, REQUEST_CLIP)));
      const reason = `62260a24${hex('recorder disabled or encoder crashed')}`;
      expect(await hears(peer.control, 3)).toEqual(
        ['ctrl_1', 'ctrl_2', 'ctrl_1'].map((id) => of(id, `${ANSWER}${reason}`)),
      );
    });
  });

  it('shares its session with every older generation, each in its own form', async () => {
    peer.connect(peer.data, peer.control);
    const v0 = await offer(1003, {});
    v0.connect(v0.control, v0.data);
    await server.post('/sdp_params', OFFER_2_2);
    const flat = server.engine.peer;
    flat.connect(flat.data);
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });

    peer.data.says(bytes(of('data_1', SET_PROMPT)));
    v0.data.says('{"scope":"application","data":{"type":"set_prompt","data":{"prompt":"v0"}}}');
    flat.data.says('{"type":"set_prompt","data":{"prompt":"flat"}}');
    peer.control.says(bytes(of('ctrl_1', PUBLISH)));
    v0.control.says('{"type":"request","method":"publish_track","request_id":"p","data":{"name":"webcam"}}');
    await until('the four to be done', () => v0.control.sent.length > 0 && peer.data.sent.length > 0);
    server.sessions.runtime().current?.sendMessage({ type: 'tick', data: { n: 1 } }, undefined);

    expect(heard(peer.data)).toEqual([
      of('data_1', ANSWER),
      `${NOTICE}52180a047469636b12100a0e0a016e120911000000000000f03f`,
    ]);
    expect(heard(peer.control)).toEqual([of('ctrl_1', GRANTED)]);
    expect(heard(v0.data)).toEqual(['text: {"scope":"application","data":{"type":"tick","data":{"n":1}}}']);
    expect(heard(v0.control)).toEqual([expect.stringMatching(/^text: .*"request_id":"p".*"publish_refused"/)]);
    expect(heard(flat.data)).toEqual(['text: {"type":"application","data":{"type":"tick","data":{"n":1}}}']);
    await until('the message on the socket', () => socket.told.some(({ type }) => type === 'message'));
    expect(server.sessions.runtime().viewers).toBe(4);
    socket.close();
  });
});

describe('a file of a protobuf client', () => {
  let peer: LoopbackPeer;

  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [Gallery], uploads: { waitTimeoutMs: 20_000 } });
  });
  beforeEach(async () => {
    transport = await server.startSession();
    const mapping = [{ mid: '0', name: 'main_video', kind: 'video', direction: 'recvonly' }];
    await server.post(`${transport}/connections/1002/sdp_params`, { ...OFFER_2_12, track_mapping: mapping }, SIGNED);
    ({ peer } = server.engine);
    peer.connect(peer.data, peer.control);
  });
  afterEach(() => server.rest());
  afterAll(() => server.close());

  async function upload(text: string): Promise<void> {
    const announced = { name: 'a.png', size: text.length, mime_type: 'image/png', upload_id: 'u1' };
    await server.post(transport.replace('/transport/webrtc', '/uploads'), announced);
    expect((await server.put('/uploads/u1', text)).status).toBe(200);
  }

  it('keeps the command that names it waiting, and those behind it are answered first', async () => {
    // show {image: the upload "u1"}, then current {}, which needs none.
    const show = '522b0a0473686f7712001a210a05696d61676512180a0275311205612e706e671a09696d6167652f706e672004';
    peer.data.says(bytes(of('data_1', `${ASK}${show}`)));
    peer.data.says(bytes(of('data_2', `${ASK}520b0a0763757272656e741200`)));
    const [first] = await hears(peer.data, 1);
    expect(first!.startsWith(of('data_2', `${ANSWER}c202`))).toBe(true);
    expect(first).toContain(hex('nothing'));
    await upload('abcd');
    const [, second] = await hears(peer.data, 2);
    expect(second!.startsWith(of('data_1', `${ANSWER}52`))).toBe(true);
    expect(second).toContain(hex('abcd'));
  });

  it.each([
    ['once it is there', true],
    ['before its bytes are', false],
  ])('is made known to the model by a notice %s, without an answer', async (_when, before) => {
    if (before) await upload('0123456789');
    peer.control.says(bytes('100362180a0275311205612e706e671a09696d6167652f706e67200a'));
    if (!before) await upload('0123456789');
    const [told] = await hears(peer.data, 1);
    // What the model says of it, to this client alone.
    expect(told!.startsWith(`${NOTICE}52`)).toBe(true);
    expect(told).toContain(hex('0123456789'));
    expect(heard(peer.control)).toEqual([]);
  });
});

describe('the camera of a protobuf client', () => {
  const PICTURE = VideoFrame.i420(2, 2, new Uint8Array(6));
  const COUNT = `${ASK}52090a05636f756e741200`;

  beforeAll(async () => {
    server = await ReactorUnderTest.start({ models: [Camera] });
  });
  beforeEach(async () => {
    transport = await server.startSession();
  });
  afterEach(() => server.rest());
  afterAll(() => server.close());

  async function join(id: number): Promise<LoopbackPeer> {
    const mapping = OFFER_2_12.track_mapping.filter(({ name }) => name !== 'main_audio');
    await server.post(`${transport}/connections/${id}/sdp_params`, { ...OFFER_2_12, track_mapping: mapping }, SIGNED);
    const { peer } = server.engine;
    peer.connect(peer.data, peer.control);
    return peer;
  }

  async function counted(peer: LoopbackPeer): Promise<number> {
    const before = peer.data.sent.length;
    peer.data.says(bytes(of('data_1', COUNT)));
    const answer = (await hears(peer.data, before + 1))[before]!;
    expect(answer.startsWith(of('data_1', ANSWER))).toBe(true);
    // The number is the last thing in it.
    return Buffer.from(answer, 'hex').readDoubleLE(answer.length / 2 - 8);
  }

  it.each<[string, (one: LoopbackPeer) => void, number]>([
    [
      'published before a picture arrives',
      (one) => {
        one.control.says(bytes(of('ctrl_1', PUBLISH)));
        one.sendVideo('webcam', PICTURE);
      },
      1,
    ],
    [
      'published after the first picture',
      (one) => {
        one.sendVideo('webcam', PICTURE);
        one.control.says(bytes(of('ctrl_1', PUBLISH)));
        one.sendVideo('webcam', PICTURE);
      },
      2,
    ],
    ['never published, while nobody else does', (one) => one.sendVideo('webcam', PICTURE), 1],
  ])('is seen by the model: %s', async (_what, act, pictures) => {
    const one = await join(1002);
    const before = await counted(one);
    act(one);
    expect((await counted(one)) - before).toBe(pictures);
  });

  it('is not seen while another one has the track, and is once that one leaves', async () => {
    const [holder, other] = [await join(1002), await join(1003)];
    const before = await counted(other);
    holder.control.says(bytes(of('ctrl_1', PUBLISH)));
    other.sendVideo('webcam', PICTURE);
    expect(await counted(other)).toBe(before);
    holder.lose();
    other.control.says(bytes(of('ctrl_1', PUBLISH)));
    expect(await hears(other.control, 1)).toEqual([of('ctrl_1', GRANTED)]);
    other.sendVideo('webcam', PICTURE);
    expect(await counted(other)).toBe(before + 1);
  });
});
