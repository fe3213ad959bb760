import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { readMetrics, valueOf } from './support/metrics-text.js';
import { fromNewPeer, iceRestartOf, OFFER_2_12 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';
import { SignalingSocket } from './support/signaling-socket.js';

const GONE = 'the connection that this offer continues has ended; create a new peer connection and offer again';

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start();
});
afterEach(() => server.rest());
afterAll(() => server.close());

const restarts = async (outcome: string): Promise<number | undefined> =>
  valueOf(readMetrics((await server.get('/metrics')).text), 'reactor_renegotiations_total', { model: 'echo', outcome });

describe('a further offer of the peer connection that a client has', () => {
  let path: string;

  beforeEach(async () => {
    path = `${await server.startSession()}/connections/1002/sdp_params`;
    await server.post(path, OFFER_2_12);
    server.engine.peer.connect();
    await server.get(path);
  });

  it('is answered by the same peer, and nothing else changes', async () => {
    const { peer } = server.engine;
    peer.control.says('{"type":"notification","event":"resume_track","data":{"name":"main_video"}}');
    peer.data.says('{"scope":"application","data":{"type":"set_prompt","data":{"prompt":"rain"}}}');
    const before = { flowing: [...peer.flowing], events: (await restarts('ok'))! };
    server.engine.answer = () => 'v=0 restarted';
    expect((await server.put(path, iceRestartOf(OFFER_2_12))).status).toBe(202);
    expect((await server.get(path)).json).toEqual({ sdp_answer: 'v=0 restarted', connection_id: 1002 });
    expect([server.engine.peers.length, peer.closed, peer.answered]).toEqual([1, false, 2]);
    expect([...peer.flowing]).toEqual(before.flowing);
    expect(before.flowing).toEqual([
      ['main_video', true],
      ['main_audio', false],
    ]);
    peer.data.says('{"scope":"application","data":{"type":"say","data":{"words":"still here"}}}');
    await until('the reply', () => peer.data.sent.some((frame) => String(frame).includes('still here')));
    expect(await server.stateOf()).toBe('streaming');
    expect(server.sessions.runtime().viewers).toBe(1);
    expect(await restarts('ok')).toBe(before.events + 1);
  });

  it('may be the same offer once more, as a proxy sends it', async () => {
    expect((await server.put(path, OFFER_2_12)).status).toBe(202);
    expect([server.engine.peers.length, server.engine.peer.closed]).toEqual([1, false]);
  });

  it('may bring other ICE servers with it', async () => {
    await server.put(path, { ...iceRestartOf(OFFER_2_12), ice_servers: [{ uris: ['stun:mine.example'] }] });
    expect(server.engine.peer.offer?.iceServers).toEqual([{ uris: ['stun:mine.example'] }]);
  });

  it('goes without the tracks’ names, which its sections keep', async () => {
    const { track_mapping: _, ...nameless } = iceRestartOf(OFFER_2_12);
    expect((await server.put(path, { ...nameless, track_mapping: [] })).status).toBe(202);
    expect([...server.engine.peer.flowing.keys()]).toEqual(['main_video', 'main_audio']);
  });

  it.each([
    [
      'without ICE',
      { ...iceRestartOf(OFFER_2_12), sdp_offer: iceRestartOf(OFFER_2_12).sdp_offer.replaceAll('a=ice-ufrag', 'a=x') },
      {
        detail:
          'the offer is not an SDP with media, ICE and DTLS parameters; send the localDescription of a peer connection',
        field: 'sdp_offer',
      },
    ],
    [
      'with an ICE password that is too short',
      {
        ...iceRestartOf(OFFER_2_12),
        sdp_offer: iceRestartOf(OFFER_2_12).sdp_offer.replaceAll(/^a=ice-pwd:.*$/gm, 'a=ice-pwd:short'),
      },
      { detail: 'an ICE user name has 4 to 256 characters and its password 22 to 256', field: 'sdp_offer' },
    ],
    [
      'that gives a section to another track',
      {
        ...iceRestartOf(OFFER_2_12),
        track_mapping: [{ mid: '2', name: 'main_video', kind: 'video', direction: 'recvonly' }],
      },
      {
        detail: "track_mapping[0]: 'main_video' is on mid '0' already; stop that section first",
        field: 'track_mapping[0]',
      },
    ],
  ])('%s is refused, and the peer goes on', async (_, body, { detail, field }) => {
    const failed = (await restarts('failed'))!;
    const { status, json } = await server.put(path, body);
    expect([status, json]).toEqual([422, { detail, code: 'bad_sdp', field }]);
    expect([server.engine.peers.length, server.engine.peer.closed]).toEqual([1, false]);
    expect(await restarts('failed')).toBe(failed + 1);
    expect((await server.put(path, iceRestartOf(OFFER_2_12))).status).toBe(202);
    expect(server.engine.peer.answered).toBe(2);
  });

  it('that is older than another one is refused', async () => {
    await server.put(path, iceRestartOf(OFFER_2_12));
    const { status, json } = await server.put(path, OFFER_2_12);
    expect([status, json]).toEqual([
      422,
      {
        detail: 'connection 1002 made a newer offer or left; this offer is not answered',
        code: 'negotiation_failed',
      },
    ]);
    expect([server.engine.peers.length, server.engine.peer.answered]).toEqual([1, 2]);
  });

  it('that a newer one overtakes is refused, and the newer one is answered after it', async () => {
    const answers: ((sdp: string) => void)[] = [];
    server.engine.answer = () => new Promise((resolve) => answers.push(resolve));
    const session = server.sessions.runtime().current!;
    const owner = { surface: 'rest', caller: 'address 127.0.0.1' } as const;
    const request = { tracks: undefined, wire: 'v0', startFlowing: false } as const;
    const once = iceRestartOf(OFFER_2_12);
    const first = session.participants.negotiate(1002, owner, { ...request, sdp: once.sdp_offer });
    const second = session.participants.negotiate(1002, owner, { ...request, sdp: iceRestartOf(once).sdp_offer });
    const refusal = expect(first).rejects.toMatchObject({ code: 'negotiation_failed' });
    (await until('the first offer', () => answers[0]))('v=0 first');
    (await until('the second offer', () => answers[1]))('v=0 second');
    await refusal;
    expect(await second).toBe('v=0 second');
    expect([server.engine.peers.length, server.engine.peer.closed]).toEqual([1, false]);
  });

  it('is refused once another peer connection has taken its place', async () => {
    await server.put(path, fromNewPeer(OFFER_2_12));
    server.engine.peer.connect();
    const { status, json } = await server.put(path, iceRestartOf(OFFER_2_12));
    expect([status, json]).toEqual([422, { detail: GONE, code: 'negotiation_failed' }]);
    expect(server.engine.peer.closed).toBe(false);
    expect(await server.stateOf()).toBe('streaming');
  });

  it('is refused once the connection was lost, and one of a new peer connection is not', async () => {
    server.engine.peer.lose();
    const { status, json } = await server.put(path, iceRestartOf(OFFER_2_12));
    expect([status, json]).toEqual([422, { detail: GONE, code: 'negotiation_failed' }]);
    expect(await server.stateOf()).toBe('orphaned');
    expect((await server.put(path, fromNewPeer(OFFER_2_12))).status).toBe(202);
    server.engine.peer.connect();
    expect(await server.stateOf()).toBe('streaming');
  });
});

describe('the same on the signalling socket', () => {
  const { sdp_offer: sdp, track_mapping } = OFFER_2_12;

  it('is answered by the same peer, whose candidates go on trickling', async () => {
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    await socket.ask({ type: 'offer', sdp, track_mapping });
    const { peer } = server.engine;
    peer.connect();
    server.engine.answer = () => {
      peer.options.events.candidate({ candidate: 'candidate:1', sdpMid: '0' });
      return 'v=0 restarted';
    };
    const again = iceRestartOf(OFFER_2_12);
    expect(await socket.ask({ type: 'offer', sdp: again.sdp_offer, track_mapping })).toEqual({
      type: 'answer',
      sdp: 'v=0 restarted',
    });
    expect(socket.told.filter(({ type }) => type === 'candidate')).toEqual([
      { type: 'candidate', candidate: { candidate: 'candidate:1', sdp_mid: '0' } },
    ]);
    expect([server.engine.peers.length, peer.closed]).toEqual([1, false]);
    socket.close();
  });

  it('is refused once the media were lost, and the client may offer new ones', async () => {
    const socket = await SignalingSocket.open(server.url);
    await socket.ask({ type: 'join' });
    await socket.ask({ type: 'offer', sdp, track_mapping });
    server.engine.peer.connect();
    server.engine.peer.lose();
    const again = iceRestartOf(OFFER_2_12);
    expect(await socket.ask({ type: 'offer', sdp: again.sdp_offer, track_mapping })).toEqual({
      type: 'error',
      error: { code: 'negotiation_failed', message: GONE },
    });
    const fresh = fromNewPeer(OFFER_2_12);
    expect(await socket.ask({ type: 'offer', sdp: fresh.sdp_offer, track_mapping })).toMatchObject({ type: 'answer' });
    server.engine.peer.connect();
    expect(server.sessions.runtime().viewers).toBe(1);
    socket.close();
  });
});
