import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReactorError } from '../errors/index.js';
import { LoopbackOutboundPeer } from '../transport/loopback/loopback-outbound-peer.js';
import { Backoff } from './backoff.js';
import { failed, refused } from './restream-error.js';
import type { RestreamStatus } from './restream-status.js';
import { Restream, type RestreamParts } from './restream.js';
import type { WhipResource } from './whip-client.js';

const RESOURCE: WhipResource = { answer: 'an answer', url: new URL('http://sfu/1'), token: 'sesame', iceServers: [] };

let peers: LoopbackOutboundPeer[];
let states: string[];
let removed: string[];
let sent: number[];
let troubles: unknown[];
let publish: RestreamParts['client']['publish'];
let remove: RestreamParts['client']['remove'];
let running: Restream[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] });
  peers = [];
  states = [];
  removed = [];
  sent = [];
  troubles = [];
  running = [];
  publish = async () => RESOURCE;
  remove = async ({ url }) => void removed.push(String(url));
});

afterEach(async () => {
  await Promise.all(running.map((restream) => restream.stop()));
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

function start(parts: Partial<RestreamParts> = {}): Restream {
  const restream = new Restream({
    tracks: ['main_video'],
    client: { publish: (...args) => publish(...args), remove: (...args) => remove(...args) },
    backoff: new Backoff(30_000, () => 0.5),
    timeoutMs: 5_000,
    target: async () => ({ url: 'http://sfu/whip' }),
    createPeer: (events) => {
      const peer = new LoopbackOutboundPeer({ tracks: ['main_video'], events });
      peers.push(peer);
      return peer;
    },
    changed: ({ state, error }: RestreamStatus) =>
      void states.push(error === undefined ? state : `${state} ${error.code}`),
    sent: (bytes) => void sent.push(bytes),
    notRemoved: (error) => void troubles.push(error),
    ...parts,
  });
  running.push(restream);
  restream.start();
  return restream;
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function live(restream = start()): Promise<Restream> {
  await settle();
  peers.at(-1)!.connect();
  await settle();
  return restream;
}

describe('Restream', () => {
  it('is live once its peer is connected, and deletes what it published when it is stopped', async () => {
    const restream = await live();
    expect([states, peers[0]?.answer]).toEqual([['connecting', 'live'], 'an answer']);
    expect(restream.status).toEqual({ state: 'live', tracks: ['main_video'], attempts: 1 });
    await restream.stop();
    expect([states.at(-1), removed, peers[0]?.closed]).toEqual(['off', ['http://sfu/1'], true]);
  });

  it('connects again after its connection is lost, and deletes what is left of the one before', async () => {
    const restream = await live();
    peers[0]!.lose('nothing was received for 5000 ms');
    await settle();
    expect(restream.status).toEqual({
      state: 'waiting',
      tracks: ['main_video'],
      attempts: 1,
      error: { code: 'restream_failed', message: 'the session is not sent on: nothing was received for 5000 ms' },
      retryInMs: 1_000,
    });
    expect(removed).toEqual(['http://sfu/1']);
    await jest.advanceTimersByTimeAsync(1_000);
    await live(restream);
    expect(states).toEqual(['connecting', 'live', 'waiting restream_failed', 'connecting restream_failed', 'live']);
    expect([restream.status.error, peers.length]).toEqual([undefined, 2]);
  });

  it('waits longer after each failed attempt, and as long as the server asks for', async () => {
    publish = async () =>
      Promise.reject(failed('it answers with 503', { retryAfterMs: peers.length === 3 ? 60_000 : 0 }));
    const restream = start();
    const waits: (number | undefined)[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      await settle();
      waits.push(restream.status.retryInMs);
      await jest.advanceTimersByTimeAsync(restream.status.retryInMs ?? 0);
    }
    expect(waits).toEqual([1_000, 2_000, 60_000, 8_000]);
    expect(peers.every(({ closed }, at) => closed || at === peers.length - 1)).toBe(true);
  });

  it('tries no more once it is refused', async () => {
    publish = async () => Promise.reject(refused('it answers with 401'));
    const restream = start();
    await settle();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(states).toEqual(['connecting', 'failed restream_refused']);
    expect(restream.status).toMatchObject({ state: 'failed', attempts: 1 });
  });

  it('takes an answer that accepts nothing for a refusal', async () => {
    const peer = new LoopbackOutboundPeer({ tracks: [], events: { connected: () => {}, lost: () => {} } });
    peer.acceptAnswer = async () => Promise.reject(new ReactorError('bad_sdp', 'its answer accepts nothing'));
    start({ createPeer: () => peer });
    await settle();
    expect([states.at(-1), removed]).toEqual(['failed restream_refused', ['http://sfu/1']]);
  });

  it('gives up a connection that does not come up, and says which servers it did not use', async () => {
    publish = async () => ({ ...RESOURCE, iceServers: ['stun:a.example', 'turn:b.example'] });
    const restream = start();
    await settle();
    await jest.advanceTimersByTimeAsync(5_000);
    await settle();
    expect(restream.status.error?.message).toMatch(
      /no media connection came up within 5000 ms: let UDP through .* \(it names turn:b\.example, which is not used\)$/,
    );
    expect([peers[0]?.closed, removed]).toEqual([true, ['http://sfu/1']]);
  });

  it('tries no more with an engine that connects to no other server', async () => {
    const restream = start({
      createPeer: () => {
        throw new ReactorError('engine_unavailable', 'the media engine wrtc connects to no other server');
      },
    });
    await settle();
    expect(restream.status).toMatchObject({
      state: 'failed',
      error: { code: 'restream_refused', message: expect.stringContaining('the media engine wrtc connects to no') },
    });
  });

  it.each<[string, Partial<RestreamParts>, string]>([
    [
      'the application cannot say where to',
      { target: async () => Promise.reject(new Error('no room')) },
      'restream.target failed: no room',
    ],
    [
      'there is no room for a peer',
      {
        createPeer: () => {
          throw new ReactorError('connection_limit', 'too many open files');
        },
      },
      'too many open files',
    ],
  ])('tries again where %s', async (_what, parts, why) => {
    const restream = start(parts);
    await settle();
    expect(restream.status).toMatchObject({ state: 'waiting', error: { message: expect.stringContaining(why) } });
  });

  it('stops at once while it waits, and while the server has not answered', async () => {
    publish = async () => Promise.reject(failed('it answers with 503'));
    const waiting = start();
    await settle();
    await waiting.stop();
    expect(states).toEqual(['connecting', 'waiting restream_failed', 'off']);
    publish = async (_endpoint, _offer, stop) =>
      new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(failed('it was stopped'))));
    const asking = start();
    await settle();
    await asking.stop();
    expect([states.slice(3), peers.at(-1)?.closed]).toEqual([['connecting', 'off'], true]);
  });

  it('ends also where the server does not confirm it', async () => {
    remove = async () => Promise.reject(failed('it answers DELETE with 500'));
    const restream = await live();
    await restream.stop();
    expect([states.at(-1), troubles]).toEqual(['off', [expect.objectContaining({ code: 'restream_failed' })]]);
  });

  it('counts what it sends, over every connection', async () => {
    const restream = await live();
    const [peer] = peers;
    for (const bytesSent of [500, 500, 1_200]) {
      peer!.measured = { bytesSent };
      await jest.advanceTimersByTimeAsync(2_000);
    }
    peer!.lose();
    await settle();
    await jest.advanceTimersByTimeAsync(1_000);
    await live(restream);
    peers[1]!.measured = { bytesSent: 300 };
    await jest.advanceTimersByTimeAsync(2_000);
    expect(sent).toEqual([500, 700, 300]);
  });
});
