import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Audio,
  Command,
  Idle,
  InputField,
  InputState,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';
import type { LoopbackPeer } from '@nestjs-reactor/core/testing';
import { until } from '../support/until.js';
import { fromNewPeer, OFFER_2_12, OFFER_2_2, OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

class SharedState extends InputState {
  @InputField({ default: 'hi', maxLength: 100 }) prompt!: string;
  @InputField({ default: '', secret: true }) apiKey!: string;
}

class SharedInput {
  @Video() webcam!: VideoFrame;
}

class SharedOutput {
  @Video() mainVideo!: VideoFrame;
  @Audio() mainAudio!: unknown;
}

@ReactorModel({ name: 'shared', state: SharedState, input: SharedInput, output: SharedOutput })
class Shared extends ReactorPipeline<SharedState, SharedOutput> {
  *inference(): Generator<Turn<SharedOutput>, void, void> {
    for (;;) yield Idle;
  }

  /** An input that is no field of the state. */
  @Command()
  setSpeed(@InputField({ name: 'speed', default: 1, min: 0, max: 9 }) _speed: number): void {}

  /** The model's own doing, later. */
  @Command()
  dream(): void {
    setTimeout(() => (this.state.prompt = 'a dream'), 5);
  }
}

const UNTOUCHED = {
  type: 'inputs',
  sequence: 0,
  complete: true,
  inputs: [
    { name: 'prompt', value: 'hi' },
    { name: 'api_key', withheld: 'secret' },
    { name: 'speed', value: 1 },
  ],
};

let server: ReactorUnderTest;
const sockets: SignalingSocket[] = [];

beforeAll(async () => {
  server = await ReactorUnderTest.start({
    models: [Shared],
    session: { commandsPerSecond: 0 },
    observability: { journalContents: true },
  });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await server.rest();
});
afterAll(() => server.close());

async function join(subscribe?: readonly string[]): Promise<SignalingSocket> {
  const socket = await SignalingSocket.open(server.url);
  sockets.push(socket);
  await socket.ask({ type: 'join', ...(subscribe === undefined ? {} : { subscribe }) });
  return socket;
}

const ofType = (socket: SignalingSocket, type: string) => socket.told.filter((one) => one.type === type);

async function hears(socket: SignalingSocket, type: string, count: number): Promise<unknown[]> {
  await until(`${count} messages of ${type}`, () => ofType(socket, type).length >= count);
  return ofType(socket, type);
}

/** What it was told unasked, changes of the session's state left out. */
const notices = (socket: SignalingSocket) =>
  socket.told.filter((one) => one.request_id === undefined && one.type !== 'state');

describe('a client that subscribes to inputs', () => {
  it('is sent what is in force right after it has joined, and each change with who made it', async () => {
    const a = await join(['inputs']);
    expect(await hears(a, 'inputs', 1)).toEqual([UNTOUCHED]);
    expect(a.told.map(({ type }) => type).filter((type) => type !== 'state')).toEqual(['joined', 'inputs']);
    const b = await join(['inputs']);
    await b.ask({ type: 'command', name: 'set_prompt', args: { prompt: 'a lake' } });
    expect((await hears(a, 'inputs', 2))[1]).toEqual({
      type: 'inputs',
      sequence: 1,
      complete: false,
      inputs: [{ name: 'prompt', value: 'a lake', changed_by: 'viewer' }],
    });
    expect((await hears(b, 'inputs', 2))[1]).toMatchObject({ inputs: [{ name: 'prompt', changed_by: 'you' }] });
  });

  it('is sent at once what others have set before it came', async () => {
    const a = await join();
    await a.ask({ type: 'command', name: 'set_prompt', args: { prompt: 'a lake' } });
    await a.ask({ type: 'command', name: 'set_api_key', args: { api_key: 'k' } });
    await a.ask({ type: 'command', name: 'set_speed', args: { speed: 3 } });
    const b = await join(['inputs']);
    await until('all of it', () =>
      JSON.stringify(ofType(b, 'inputs')).includes('api_key","withheld":"secret","changed_by'),
    );
    const latest = new Map(
      ofType(b, 'inputs').flatMap((one) => (one['inputs'] as { name: string }[]).map((input) => [input.name, input])),
    );
    expect([...latest.values()]).toEqual([
      { name: 'prompt', value: 'a lake', changed_by: 'viewer' },
      { name: 'api_key', withheld: 'secret', changed_by: 'viewer' },
      { name: 'speed', value: 3, changed_by: 'viewer' },
    ]);
  });

  it('is sent what the model changes by itself', async () => {
    const a = await join(['inputs']);
    await a.ask({ type: 'command', name: 'dream' });
    expect((await hears(a, 'inputs', 2))[1]).toMatchObject({
      complete: false,
      inputs: [{ name: 'prompt', value: 'a dream', changed_by: 'model' }],
    });
  });

  it('is not told that a change was its own by a client that had its id before', async () => {
    const a = await join();
    await a.ask({ type: 'command', name: 'set_speed', args: { speed: 3 } });
    await a.ask({ type: 'leave' });
    const b = await join(['inputs']);
    expect(await hears(b, 'inputs', 1)).toMatchObject([
      { inputs: [{}, {}, { name: 'speed', value: 3, changed_by: 'viewer' }] },
    ]);
  });

  it('gets the newest value and not each one between, however fast another client changes it', async () => {
    const a = await join(['inputs']);
    const b = await join();
    for (let i = 0; i < 300; i += 50) {
      const batch = Array.from({ length: 50 }, (_, k) => ({ prompt: `p${i + k}` }));
      await Promise.all(batch.map((args) => b.ask({ type: 'command', name: 'set_prompt', args })));
    }
    await until('the last one', () => JSON.stringify(ofType(a, 'inputs').at(-1)).includes('"p299"'));
    expect(ofType(a, 'inputs').length).toBeLessThan(100);
    const sequences = ofType(a, 'inputs').map(({ sequence }) => sequence as number);
    expect(sequences).toEqual([...new Set(sequences)].sort((x, y) => x - y));
  });
});

describe('a client that subscribes to viewers', () => {
  it('is sent how many clients are in the session, as they come and go', async () => {
    const a = await join(['viewers']);
    expect(await hears(a, 'viewers', 1)).toEqual([{ type: 'viewers', count: 1 }]);
    const b = await join();
    expect((await hears(a, 'viewers', 2))[1]).toEqual({ type: 'viewers', count: 2 });
    await b.ask({ type: 'leave' });
    expect((await hears(a, 'viewers', 3))[2]).toEqual({ type: 'viewers', count: 1 });
  });
});

describe('a secret', () => {
  it('is in no journal, also where that keeps contents', async () => {
    const a = await join();
    await a.ask({ type: 'command', name: 'set_api_key', args: { api_key: 'hunter2' } });
    await a.ask({ type: 'command', name: 'set_api_key', args: { api_key: 0.987654321 } });
    const entries = server.sessions.runtime().journal.since(0);
    expect(entries.findLast(({ event }) => event === 'command')?.detail).toMatchObject({
      args: { api_key: '(secret)' },
    });
    expect(JSON.stringify(entries)).not.toMatch(/hunter2|0\.987654321/);
  });
});

describe('a topic that does not exist', () => {
  it('is refused, and nothing is joined', async () => {
    const socket = await SignalingSocket.open(server.url);
    sockets.push(socket);
    await server.startSession();
    expect(await socket.ask({ type: 'join', subscribe: ['weather'] })).toEqual({
      type: 'error',
      error: {
        code: 'bad_message',
        message: 'subscribe[0] must be one of inputs, viewers, notices, frames, metadata, seats, time_limit',
        field: 'subscribe[0]',
      },
    });
    expect(server.sessions.runtime().current?.participants.size).toBe(0);
  });
});

describe('a client that subscribes to nothing is sent nothing new', () => {
  let transport: string;

  beforeEach(async () => {
    transport = await server.startSession();
  });

  async function changes(): Promise<void> {
    const watcher = await join(['inputs', 'viewers']);
    await watcher.ask({ type: 'command', name: 'set_prompt', args: { prompt: 'a lake' } });
    await watcher.ask({ type: 'command', name: 'set_speed', args: { speed: 3 } });
    await hears(watcher, 'inputs', 2);
  }

  it('on the socket', async () => {
    const old = await join();
    await changes();
    expect(notices(old)).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['2.2', () => server.post('/sdp_params', OFFER_2_2)],
    ['2.9', () => server.post(`${transport}/sdp_params`, OFFER_2_9)],
    ['2.12', () => server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12)],
    [
      'protobuf',
      () =>
        server.post(`${transport}/connections/1002/sdp_params`, fromNewPeer(OFFER_2_12), {
          'reactor-api-version': '1',
        }),
    ],
  ])('on the data channels of %s', async (_, offer) => {
    await offer();
    const { peer } = server.engine;
    peer.connect(peer.control, peer.data);
    await changes();
    expect(server.sessions.runtime().viewers).toBe(2);
    expect([...peer.control.sent, ...peer.data.sent]).toEqual([]);
  });
});

describe('a client that subscribes on its data channels', () => {
  let peer: LoopbackPeer;

  it('in scopes, is sent runtime messages', async () => {
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/sdp_params`, OFFER_2_12);
    ({ peer } = server.engine);
    peer.connect(peer.control, peer.data);
    peer.data.says('{"scope":"runtime","data":{"type":"subscribe","data":{"topics":["inputs","viewers"]}}}');
    await until('both', () => peer.data.sent.length === 2);
    const { type: _, ...values } = UNTOUCHED;
    expect(peer.data.sent.map((frame) => JSON.parse(String(frame)) as unknown)).toEqual([
      { scope: 'runtime', data: { type: 'inputs', data: values } },
      { scope: 'runtime', data: { type: 'viewers', data: { count: 1 } } },
    ]);
  });

  it('in protobuf, is sent payloads beyond the contract’s numbers', async () => {
    const transport = await server.startSession();
    await server.post(`${transport}/connections/1002/sdp_params`, fromNewPeer(OFFER_2_12), {
      'reactor-api-version': '1',
    });
    ({ peer } = server.engine);
    peer.connect(peer.control, peer.data);
    // Notification, field 1001: { topics: ["viewers"] }.
    peer.control.says(new Uint8Array(Buffer.from('1003ca3e090a0776696577657273', 'hex')));
    await until('an answer', () => peer.control.sent.length === 1);
    // Notification, field 1002: { count: 1 }.
    expect(Buffer.from(peer.control.sent[0] as Uint8Array).toString('hex')).toBe('1003d23e020801');
  });
});
