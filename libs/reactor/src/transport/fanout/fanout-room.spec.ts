import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StreamCodec } from '@nestjs-reactor/protocol';
import type { Track } from '../../contract/index.js';
import type { MediaPeer, MediaPeerEvents } from '../../session/ports/index.js';
import { mergeMediaOptions } from '../media.options.js';
import { mergeWebRtcOptions } from '../webrtc/webrtc.options.js';
import type { Wrtc, WrtcTrack } from '../wrtc/wrtc.js';
import { CurrentThreads } from './current-threads.js';
import { FakeLine } from './fake-line.fixture.js';
import { FanoutRoom } from './fanout-room.js';
import { FakeCodecs } from './h264/fake-codecs.fixture.js';
import { H264Encoding } from './h264/h264-encoding.js';

const OFFER = readFileSync(join(import.meta.dirname, '../../../../../test/samples/offer-2.9.0-chromium.sdp'), 'utf8');

const TRACKS: readonly Track[] = [
  { name: 'main_video', kind: 'video', direction: 'out' },
  { name: 'main_audio', kind: 'audio', direction: 'out', sampleRate: 48_000 },
  { name: 'webcam', kind: 'video', direction: 'in' },
];

/** Open peer connections of libwebrtc: encoders. */
const encoders = new Set<Connection>();

class Connection {
  localDescription = { sdp: OFFER };
  constructor() {
    encoders.add(this);
  }
  addTransceiver(): object {
    return { mid: '0' };
  }
  async createOffer(): Promise<object> {
    return { type: 'offer', sdp: OFFER };
  }
  async setLocalDescription(): Promise<void> {}
  async setRemoteDescription(): Promise<void> {}
  close(): void {
    encoders.delete(this);
  }
}

class Source {
  createTrack(): WrtcTrack {
    return { kind: 'video', stop: () => undefined };
  }
  onData(): void {}
}

const wrtc = {
  RTCPeerConnection: Connection,
  nonstandard: { RTCVideoSource: Source, RTCAudioSource: Source },
} as unknown as Wrtc;

let lines: FakeLine[];
let threads: CurrentThreads;
let room: FanoutRoom;
let reported: string[];
/** Of H.264. */
let codecs: FakeCodecs;

beforeEach(() => {
  lines = [];
  reported = [];
  codecs = new FakeCodecs();
  jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  open(1);
});

/** A room, with so many threads. */
function open(count: number): void {
  const webrtc = mergeWebRtcOptions();
  threads = new CurrentThreads(
    count,
    webrtc,
    (events) => lines[lines.push(new FakeLine(events)) - 1]!,
    () => room.lose('the media thread ended'),
  );
  room = new FanoutRoom({
    wrtc,
    tracks: TRACKS,
    context: { lastPicture: () => undefined, soundDropped: () => undefined, frameSent: () => undefined },
    webrtc,
    media: mergeMediaOptions(),
    h264: new H264Encoding('x264', async () => ({ codecs, explaining: (work) => work() })),
    threads,
    checkOpenFiles: () => undefined,
    closed: () => undefined,
  });
}

afterEach(async () => {
  await room.close();
  jest.restoreAllMocks();
});

function createPeer(name: string): MediaPeer {
  const tell = (what: string): void => void reported.push(`${name} ${what}`);
  const events: MediaPeerEvents = {
    connected: () => tell('connected'),
    lost: (cause) => tell(`lost: ${cause}`),
    message: () => tell('message'),
    malformed: () => tell('malformed'),
    video: () => tell('video'),
    audio: () => tell('audio'),
    inputDropped: () => tell('inputDropped'),
    dropped: () => tell('dropped'),
    candidate: (candidate) => tell(candidate === null ? 'last candidate' : 'candidate'),
  };
  return room.createPeer({
    connectionId: 1,
    connection: {},
    iceServers: [],
    wire: 'v0',
    startFlowing: true,
    maxEarlyCandidates: 10,
    restartTimeoutMs: 0,
    events,
  });
}

/** The thread wants an encoder for the first output. */
function want(line: FakeLine): void {
  const track = line.posted.find(({ type }) => type === 'openTrack') as { readonly track: number };
  line.events.event({ type: 'rungWanted', rung: { track: track.track, codec: 'VP8', index: 0 } });
}

describe('a room', () => {
  it('opens its outputs with its first peer, and none before', async () => {
    expect(lines).toEqual([]);
    for (const name of ['one', 'two']) await createPeer(name).accept({ sdp: OFFER, trickle: false });
    expect(lines[0]!.types.filter((type) => type === 'openTrack').length).toBe(2);
    expect(lines[0]!.types.filter((type) => type === 'createPeer').length).toBe(2);
  });

  it('gives the candidates to a client after the answer, which it needs to take them', async () => {
    await createPeer('one').accept({ sdp: OFFER, trickle: true });
    reported.push('answer sent');
    await new Promise(setImmediate);
    expect(reported).toEqual(['answer sent', 'one candidate', 'one last candidate']);
  });

  it('encodes sound anew with both channels, once, for the first client that plays stereo', async () => {
    await createPeer('mono').accept({ sdp: OFFER, trickle: false });
    const [line] = lines;
    const ids = line!.posted.flatMap((command) => (command.type === 'openTrack' ? [command.track] : []));
    want(line!);
    line!.events.event({ type: 'rungWanted', rung: { track: ids[1]!, codec: 'opus', index: 0 } });
    await new Promise(setImmediate);
    const links = (): string[] =>
      line!.posted.flatMap((command) =>
        command.type === 'encoderOffer' || command.type === 'closeEncoder'
          ? [`${command.type} ${command.rung.codec}`]
          : [],
      );
    expect(links()).toEqual(['encoderOffer VP8', 'encoderOffer opus']);
    const sdp = OFFER.replaceAll('useinbandfec=1', 'useinbandfec=1;stereo=1');
    for (const name of ['stereo', 'stereo too']) await createPeer(name).accept({ sdp, trickle: false });
    await new Promise(setImmediate);
    expect(links().slice(2)).toEqual(['closeEncoder opus', 'encoderOffer opus']);
    expect(encoders.size).toBe(2);
  });

  it('reports each peer lost when its thread ends, and goes on in another one', async () => {
    for (const name of ['one', 'two']) await createPeer(name).accept({ sdp: OFFER, trickle: false });
    want(lines[0]!);
    expect(encoders.size).toBe(1);
    lines[0]!.end();
    expect(reported).toEqual(['one lost: the media thread ended', 'two lost: the media thread ended']);
    expect(encoders.size).toBe(0);
    await createPeer('three').accept({ sdp: OFFER, trickle: false });
    expect(lines[1]!.types).toEqual(['openTrack', 'openTrack', 'listen', 'createPeer', 'offer', 'sections']);
    want(lines[1]!);
    expect(encoders.size).toBe(1);
    expect(reported.length).toBe(2);
  });

  it('refuses an offer that was under way', async () => {
    const peer = createPeer('one');
    await threads.candidates(threads.get()[0]!);
    lines[0]!.silent = true;
    const answer = peer.accept({ sdp: OFFER, trickle: false });
    await new Promise(setImmediate);
    lines[0]!.end();
    await expect(answer).rejects.toMatchObject({ code: 'negotiation_failed' });
  });

  it('has nothing to count where the thread has ended', async () => {
    const peer = createPeer('one');
    await peer.accept({ sdp: OFFER, trickle: false });
    lines[0]!.end();
    expect(await peer.stats()).toEqual({});
  });
});

describe('an encoder of H.264 in a room', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const posted = (type: string): unknown[] => lines[0]!.posted.filter((command) => command.type === type);
  const PICTURE = { width: 64, height: 32, data: new Uint8Array(3_072) };

  it('is given the pictures of its output, and its frames go to the thread', async () => {
    await createPeer('one').accept({ sdp: OFFER, trickle: false });
    codecs.opened.length = 0;
    const { track } = lines[0]!.posted.find(({ type }) => type === 'openTrack') as { readonly track: number };
    const rung = { track, codec: 'H264', index: 1 } as const;
    const { events } = lines[0]!;
    events.event({ type: 'rungWanted', rung });
    expect([encoders.size, posted('openEncoder')]).toEqual([0, [{ type: 'openEncoder', rung }]]);
    const push = async (frame: number): Promise<void> => {
      room.push({ frame, turn: 1, video: { main_video: PICTURE }, audio: {} });
      await settled();
    };
    await push(1);
    await push(2);
    events.event({ type: 'rungRate', rung, kbps: 900 });
    events.event({ type: 'keyframeWanted', rung });
    await push(3);
    expect(posted('encoded')).toMatchObject(
      [true, false, true].map((keyframe, at) => ({ rung, frame: { frame: at + 1, keyframe } })),
    );
    expect(codecs.opened.map(({ options, rates }) => [options.scale, rates])).toEqual([[2, [900]]]);
    events.event({ type: 'rungIdle', rung });
    await push(4);
    expect([codecs.opened[0]!.closed, posted('encoded').length, posted('closeEncoder')]).toEqual([
      true,
      3,
      [{ type: 'closeEncoder', rung }],
    ]);
  });
});

describe('a room with several threads', () => {
  const of = (type: string): readonly number[] => lines.map(({ types }) => types.filter((one) => one === type).length);

  it('spreads its peers over them, and connects its encoders to one', async () => {
    await room.close();
    open(2);
    const peers = ['one', 'two', 'three'].map(createPeer);
    for (const peer of peers) await peer.accept({ sdp: OFFER, trickle: false });
    expect(of('createPeer')).toEqual([2, 1]);
    const homes = lines.map(({ posted }) =>
      posted.flatMap((command) => (command.type === 'openTrack' ? [command.home] : [])),
    );
    expect(homes).toEqual([
      [undefined, undefined],
      [0, 0],
    ]);
    want(lines[0]!);
    await new Promise(setImmediate);
    expect(of('encoderOffer')).toEqual([1, 0]);
    for (const peer of [peers[0]!, peers[2]!]) await peer.close();
    await createPeer('four').accept({ sdp: OFFER, trickle: false });
    expect(of('createPeer')).toEqual([3, 1]);
    await room.close();
    expect(of('closeTrack')).toEqual([2, 2]);
  });
});

describe('a stream over a socket', () => {
  const sink = () => {
    const heard: string[] = [];
    return {
      heard,
      frame: ({ length }: Uint8Array) => void heard.push(`frame of ${length}`),
      ended: (cause: string) => void heard.push(`ended: ${cause}`),
    };
  };

  async function started(decoded: readonly StreamCodec[] = ['VP8', 'opus']) {
    const stream = await room.openStream({ codecs: decoded });
    const to = sink();
    stream.start(to);
    const line = lines[0]!;
    const opened = line.posted.find((command) => command.type === 'openStream')!;
    return { stream, to, line, opened };
  }

  it('has the outputs that its client decodes, each in a section of the thread', async () => {
    const { stream, opened } = await started();
    expect(stream.tracks).toEqual([
      { id: 0, name: 'main_video', kind: 'video', codec: 'VP8' },
      { id: 1, name: 'main_audio', kind: 'audio', codec: 'opus' },
    ]);
    expect(opened.sections.map(({ id, codec }) => [id, codec])).toEqual([
      [0, 'VP8'],
      [1, 'opus'],
    ]);
    expect((await started(['VP9', 'H264'])).stream.tracks).toEqual([
      { id: 0, name: 'main_video', kind: 'video', codec: 'H264' },
    ]);
  });

  it('hands frames on, and takes what its client says of them', async () => {
    const { stream, to, line, opened } = await started();
    line.events.event({ type: 'streamFrame', peer: opened.peer, message: new Uint8Array(20) });
    stream.hear({ kind: 'decoded', track: 0, sequence: 1 });
    stream.measured(12);
    stream.setFlowing('main_video', false);
    stream.setFlowing('webcam', false);
    expect(to.heard).toEqual(['frame of 20']);
    expect(line.types.slice(-3)).toEqual(['streamFeedback', 'streamRoundTrip', 'flow']);
  });

  it('ends once, with its reason', async () => {
    const { stream, to, line, opened } = await started();
    line.events.event({ type: 'streamViolated', peer: opened.peer });
    stream.close('again');
    line.events.event({ type: 'streamFrame', peer: opened.peer, message: new Uint8Array(20) });
    stream.hear({ kind: 'decoded', track: 0, sequence: 1 });
    expect(to.heard).toEqual(['ended: the client spoke of a frame that it was never sent']);
    expect(line.types.at(-1)).toBe('closePeer');
    expect(await stream.stats()).toEqual({ path: 'connecting' });
  });

  it('ends with its thread, and with its room', async () => {
    const first = await started();
    lines[0]!.end();
    expect(first.to.heard).toEqual(['ended: the media thread ended']);
    const stream = await room.openStream({ codecs: ['VP8'] });
    await room.close();
    const to = sink();
    stream.start(to);
    expect(to.heard).toEqual(['ended: it was closed before it began']);
    await expect(room.openStream({ codecs: ['VP8'] })).rejects.toMatchObject({ code: 'no_session' });
  });

  it('is refused where its client decodes no picture', async () => {
    await expect(room.openStream({ codecs: ['opus'] })).rejects.toMatchObject({ code: 'negotiation_failed' });
  });

  it('is spread over the threads beside peers', async () => {
    await room.close();
    open(2);
    const [one, two] = [await room.openStream({ codecs: ['VP8'] }), await room.openStream({ codecs: ['VP8'] })];
    one.start(sink());
    two.start(sink());
    expect(lines.map(({ types }) => types.filter((type) => type === 'openStream').length)).toEqual([1, 1]);
  });
});
