import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import type { Session } from '../lifecycle/session.js';
import { FakeHost, fakeModel } from '../model/fake-host.fixture.js';
import type { Model } from '../model/model.js';
import type { MediaEngine, MediaPeer, MediaPeerOptions } from '../ports/index.js';
import type { ConnectionOwner } from './connection-owner.js';

const ADA: ConnectionOwner = { surface: 'rest', caller: 'ada' };
const BOB: ConnectionOwner = { surface: 'rest', caller: 'bob' };

/** A peer that the test speaks for. */
class FakePeer implements MediaPeer {
  closed = false;
  answer: () => Promise<{ readonly sdp: string }> = async () => ({ sdp: 'v=0' });

  constructor(readonly options: MediaPeerOptions) {}

  accept(): Promise<{ readonly sdp: string }> {
    return this.answer();
  }

  addCandidates(): void {}
  setFlowing(): void {}
  send(): void {}

  takeUnsent(): readonly [] {
    return [];
  }

  async stats(): Promise<object> {
    return {};
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

let peers: FakePeer[];
let prepare: (peer: FakePeer) => void;
let host: FakeHost;
let model: Model;
let session: Session;

const ENGINE: MediaEngine = {
  name: 'fake',
  open: () => ({
    push: () => undefined,
    flush: () => undefined,
    createPeer: (options) => {
      const peer = new FakePeer(options);
      prepare(peer);
      peers.push(peer);
      return peer;
    },
    close: async () => undefined,
  }),
  close: async () => undefined,
};

/** An offer of a peer connection of its own. */
let lastOffer = 0;
function offer(pings = true) {
  const sdp = `v=0\r\no=- ${++lastOffer} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n`;
  return { sdp, wire: 'v0', startFlowing: false, pings } as const;
}

beforeAll(() => Logger.overrideLogger(false));

beforeEach(async () => {
  jest.useFakeTimers();
  peers = [];
  prepare = () => undefined;
  host = new FakeHost();
  model = fakeModel([host], {}, { negotiationTimeoutMs: 5_000, pingTimeoutMs: 20_000, maxConnections: 2 }, [ENGINE]);
  await model.load();
  session = model.begin(model.idle!);
});

afterEach(async () => {
  jest.useRealTimers();
  await model.close('the test is over');
});

describe('the life of a connection', () => {
  it('begins with its offer, counts from its connection on, and ends with its peer', async () => {
    const { participants } = session;
    expect(participants.isFree(7)).toBe(true);
    expect(await participants.negotiate(7, ADA, offer())).toBe('v=0');
    expect([participants.isFree(7), participants.size, session.viewers, session.phase]).toEqual([
      false,
      1,
      0,
      'waiting',
    ]);
    peers[0]!.options.events.connected();
    expect([session.viewers, session.phase]).toEqual([1, 'streaming']);
    peers[0]!.options.events.lost('its path failed');
    expect([session.viewers, session.phase, participants.isFree(7), peers[0]!.closed]).toEqual([
      0,
      'orphaned',
      true,
      true,
    ]);
    expect(host.calls).toEqual(['begin', 'connect 7', 'disconnect 7']);
  });

  it('belongs to the caller that began it, and to the next one only when it has ended', async () => {
    const { participants } = session;
    await participants.negotiate(7, ADA, offer());
    await expect(participants.negotiate(7, BOB, offer())).rejects.toMatchObject({ code: 'connection_taken' });
    expect(() => participants.addCandidates(7, BOB, [])).toThrow('belongs to another client');
    peers[0]!.options.events.lost('its path failed');
    expect(await participants.negotiate(7, BOB, offer())).toBe('v=0');
    expect(() => participants.checkOwner(7, ADA)).toThrow('belongs to another client');
  });

  it('leaves nothing behind where its offer fails', async () => {
    prepare = (peer) => {
      peer.answer = () => Promise.reject(new ReactorError('bad_sdp', 'no'));
    };
    await expect(session.participants.negotiate(7, ADA, offer())).rejects.toMatchObject({ code: 'bad_sdp' });
    expect([session.participants.size, peers[0]!.closed, session.viewers]).toEqual([0, true, 0]);
  });

  it('ends where no media flows in time', async () => {
    await session.participants.negotiate(7, ADA, offer());
    await jest.advanceTimersByTimeAsync(4_900);
    expect(session.participants.size).toBe(1);
    await jest.advanceTimersByTimeAsync(200);
    expect([session.participants.size, peers[0]!.closed]).toEqual([0, true]);
  });

  it.each([
    ['ends where a client that pings is silent for too long', true, 0],
    ['goes on where a client never pings', false, 1],
  ])('%s', async (_, pings, left) => {
    await session.participants.negotiate(7, ADA, offer(pings));
    peers[0]!.options.events.connected();
    await jest.advanceTimersByTimeAsync(19_000);
    expect(session.viewers).toBe(1);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(session.viewers).toBe(left);
  });

  it('is refused where the session is full, without a trace', async () => {
    const { participants } = session;
    for (const id of [1, 2]) await participants.negotiate(id, ADA, offer());
    await expect(participants.negotiate(3, BOB, offer())).rejects.toMatchObject({ code: 'connection_limit' });
    expect(() => participants.reserve(BOB)).toThrow('Connection limit reached: 2 clients are connected');
    expect([participants.size, peers]).toEqual([2, [expect.anything(), expect.anything()]]);
  });

  it('ends with the session, after its peer was closed', async () => {
    await session.participants.negotiate(7, ADA, offer());
    peers[0]!.options.events.connected();
    session.stop({ moderate: false, reason: '' });
    await expect(session.participants.negotiate(8, BOB, offer())).rejects.toMatchObject({ code: 'no_session' });
    await session.whenEnded();
    expect([session.phase, session.participants.size, peers[0]!.closed]).toEqual(['ended', 0, true]);
    expect(host.calls).toEqual(['begin', 'connect 7', 'end']);
  });
});
