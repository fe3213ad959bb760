import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Fanout, FanoutEvent, PeerId, ReceivedFrame } from '@nestjs-reactor/fanout';
import { defaultLadder } from '../../webrtc/ladder.js';
import { CodecLinks } from './codec-links.js';
import type { EnginePeers } from './engine-peers.js';
import { FanTrack } from './fan-track.js';
import { type HubReport, keyOf, type RungName } from './messages.js';
import type { RungFan } from './rung-fan.js';

const TRACK = 7;
const FULL: RungName = { track: TRACK, codec: 'VP8', index: 0 };
const HALF: RungName = { ...FULL, index: 1 };
const VIEWER = 40;
const VIEWER_PEER = 400;

/** Calls of the engine and of the peers, in order. */
let calls: string[];
let reports: HubReport[];
let handlers: Map<PeerId, (event: FanoutEvent) => void>;
let track: FanTrack | undefined;
let viewerPeer: PeerId | undefined;
let links: CodecLinks;

beforeEach(() => {
  jest.useFakeTimers();
  [calls, reports, handlers, viewerPeer] = [[], [], new Map(), VIEWER_PEER];
  const say = (name: string) =>
    function record(...args: readonly unknown[]): boolean {
      calls.push(`${name} ${args.filter((arg) => typeof arg !== 'object').join(' ')}`.trim());
      return true;
    };
  const fanout = {
    requestKeyframe: say('requestKeyframe'),
    requestBitrate: say('requestBitrate'),
    closePeer: say('closePeer'),
    setFrame: say('setFrame'),
    sendFrame: say('sendFrame'),
  } as unknown as Fanout;
  let created = 0;
  const peers = {
    createInner: () => ++created,
    handleBy: (peer: PeerId, handle: (event: FanoutEvent) => void) => void handlers.set(peer, handle),
    answer: (request: number, peer: PeerId, sdp: string) => void calls.push(`answer ${request} ${peer} ${sdp}`),
    forget: (peer: PeerId) => {
      handlers.delete(peer);
      calls.push(`forget ${peer}`);
    },
  } as unknown as EnginePeers;
  const open = {
    type: 'openTrack',
    track: TRACK,
    kind: 'video',
    rungs: defaultLadder(4_000),
    home: undefined,
  } as const;
  track = new FanTrack(open, (name) => ({
    wanted: () => undefined,
    idle: () => undefined,
    requestKeyframe: () => links.requestKeyframe(name),
    repeatPicture: () => calls.push(`repeat ${keyOf(name)}`),
  }));
  links = new CodecLinks({
    fanout,
    peers,
    track: () => track,
    viewer: (id) => (id === VIEWER ? viewerPeer : undefined),
    report: (report) => reports.push(report),
  });
});
afterEach(() => {
  links.close();
  track?.close();
  jest.useRealTimers();
});

const media = (peer: PeerId): FanoutEvent => ({ type: 'media', peer, mid: '0', kind: 'video', direction: 'receive' });

function frame(peer: PeerId, rtpTimestamp: number, keyframe: boolean): ReceivedFrame & FanoutEvent {
  const arrivedAtMs = rtpTimestamp / 90;
  const data = new Uint8Array(10);
  const stream = { peer, mid: '0', codec: 'VP8', payloadType: 96 } as const;
  return { type: 'frame', ...stream, rtpTimestamp, keyframe, contiguous: true, arrivedAtMs, data };
}

/** The encoder of a rung, connected. @returns its peer */
function encode(name: RungName): PeerId {
  links.connectEncoder(1, name, 'offer');
  const peer = [...handlers.keys()].at(-1)!;
  handlers.get(peer)!(media(peer));
  handlers.get(peer)!({ type: 'connected', peer });
  return peer;
}

/** Somebody is sent what a rung has. */
function watch(name: RungName): RungFan {
  const fan = track!.fan(name.codec, name.index);
  fan.join({ size: 1, take: () => true, reset: () => undefined });
  return fan;
}

describe('the link to an encoder', () => {
  it('answers its offer, and lets it send as much as it likes, again and again', () => {
    encode(FULL);
    expect(links.hasEncoder(FULL)).toBe(true);
    expect(calls).toEqual(['answer 1 1 offer', 'requestBitrate 1 0 100000000']);
    jest.advanceTimersByTime(1_100);
    expect(calls.filter((call) => call.startsWith('requestBitrate'))).toHaveLength(3);
  });

  it('is refused for a track that is closed', () => {
    track!.close();
    track = undefined;
    links.connectEncoder(5, FULL, 'offer');
    expect(reports).toEqual([{ type: 'refused', request: 5, reason: 'the track is closed' }]);
    expect(calls).toEqual([]);
  });

  it('replaces the one that the rung had', () => {
    const before = encode(FULL);
    const peer = encode(FULL);
    expect(peer).not.toBe(before);
    expect(calls).toContain(`forget ${before}`);
    expect(calls).toContain(`closePeer ${before}`);
    expect(links.requestKeyframe(FULL)).toBe(true);
    expect(calls.at(-1)).toBe(`requestKeyframe ${peer} 0`);
  });

  it('asks for a keyframe once it can, where somebody wanted one before', () => {
    links.connectEncoder(1, FULL, 'offer');
    expect(links.requestKeyframe(FULL)).toBe(false);
    const [peer] = handlers.keys();
    handlers.get(peer!)!(media(peer!));
    handlers.get(peer!)!({ type: 'connected', peer: peer! });
    expect(calls).toContain(`requestKeyframe ${peer} 0`);
    expect(links.requestKeyframe(HALF)).toBe(false);
  });

  it('reports a frame of the model once, by the first rung that sends it', () => {
    watch(FULL);
    watch(HALF);
    const [full, half] = [encode(FULL), encode(HALF)];
    for (const shown of [1, 2]) {
      track!.pictures.note({ frame: shown, atMs: shown * 100 });
      for (const peer of [full, half]) handlers.get(peer)!(frame(peer, shown * 9_000, true));
    }
    expect(reports.map((report) => report.type === 'frameSent' && report.sent.frame)).toEqual([1, 2]);
  });

  it('reports no frame that nobody was sent', () => {
    const peer = encode(FULL);
    track!.pictures.note({ frame: 1, atMs: 100 });
    handlers.get(peer)!(frame(peer, 9_000, true));
    expect(reports).toEqual([]);
  });

  it('is closed once, and not known any more', () => {
    const peer = encode(FULL);
    links.closeEncoder(FULL);
    links.closeEncoder(FULL);
    expect(links.hasEncoder(FULL)).toBe(false);
    expect(calls.filter((call) => call === `closePeer ${peer}`)).toHaveLength(1);
    jest.advanceTimersByTime(5_000);
    expect(calls.at(-1)).toBe(`closePeer ${peer}`);
  });
});

describe('the link to a decoder', () => {
  const LINK = 9;

  it('asks for a decoder with the first frame, and gives it what came meanwhile', () => {
    links.openDecoder(LINK, VIEWER, '3');
    links.openDecoder(LINK, VIEWER, '3');
    expect(reports).toEqual([]);
    links.decode(LINK, frame(VIEWER_PEER, 0, true));
    links.decode(LINK, frame(VIEWER_PEER, 3_000, false));
    expect(reports).toEqual([{ type: 'decoderWanted', link: LINK }]);
    links.connectDecoder(2, LINK, 'offer');
    const [peer] = handlers.keys();
    handlers.get(peer!)!(media(peer!));
    handlers.get(peer!)!({ type: 'connected', peer: peer! });
    expect(calls).toEqual(['answer 2 1 offer', 'setFrame', 'sendFrame 1 0', 'setFrame', 'sendFrame 1 0']);
  });

  it('passes requests for keyframes on to the client, while it is there', () => {
    links.openDecoder(LINK, VIEWER, '3');
    links.connectDecoder(2, LINK, 'offer');
    const [peer] = handlers.keys();
    const request: FanoutEvent = { type: 'keyframeRequest', peer: peer!, mid: '0' };
    handlers.get(peer!)!(request);
    expect(calls.at(-1)).toBe(`requestKeyframe ${VIEWER_PEER} 3`);
    viewerPeer = undefined;
    handlers.get(peer!)!(request);
    expect(calls.filter((call) => call.startsWith('requestKeyframe'))).toHaveLength(1);
  });

  it('is refused once it is closed, and drops what is for it', () => {
    links.openDecoder(LINK, VIEWER, '3');
    links.connectDecoder(2, LINK, 'offer');
    links.closeDecoder(LINK);
    links.closeDecoder(LINK);
    expect(calls).toEqual(['answer 2 1 offer', 'forget 1', 'closePeer 1']);
    links.decode(LINK, frame(VIEWER_PEER, 0, true));
    links.connectDecoder(3, LINK, 'offer');
    expect(reports).toEqual([{ type: 'refused', request: 3, reason: 'the link is closed' }]);
  });
});
