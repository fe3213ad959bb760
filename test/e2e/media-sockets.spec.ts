import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { openMediaSocket, StreamClient } from '../support/stream-client.js';
import { TcpRelay } from '../support/tcp-relay.js';
import { until } from '../support/until.js';

/** A busy machine needs a while until a link is known to be thin. */
const SETTLED_MS = 40_000;

/** A link that carries no full picture of the texture. */
const THIN_KBPS = 700;

/** The model makes 30 a second. */
const FRAME_MS = 34;

/** What a client that does not read may cost the server, in bytes: its socket's bound, and some room. */
const SLOW_READER_BYTES = 60_000_000;

const withFanout = MEDIA_ENGINE === 'wrtc' ? describe.skip : describe;

let app: AppProcess;
let ends: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  app = await AppProcess.start({ fixtures: true, models: ['texture', 'left_ear'] });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
  for (const base of [app.url, `${app.url}/models/left_ear`]) await fetch(`${base}/stop_session`, { method: 'POST' });
  await app.becomes('ready');
});

async function open(...options: Parameters<typeof StreamClient.open>): Promise<StreamClient> {
  const client = await StreamClient.open(...options);
  ends.push(() => client.close());
  return client;
}

async function joined(): Promise<SignalingSocket> {
  const socket = await SignalingSocket.open(app.url);
  ends.push(() => socket.close());
  await socket.ask({ type: 'join' });
  return socket;
}

interface Connection {
  readonly connection_id: number;
  readonly protocol?: string;
  readonly path: string;
  readonly link_kbps?: number;
  readonly outputs: readonly {
    readonly codec: string;
    readonly rung?: { readonly index: number };
    readonly frames_sent: number;
    readonly frames_dropped: Readonly<Record<string, number>>;
    readonly flowing: boolean;
  }[];
}

async function statsOf({ sessionId, connectionId }: { sessionId: string; connectionId: number }): Promise<Connection> {
  const reply = await fetch(`${app.url}/sessions/${sessionId}/stats`);
  const { connections } = (await reply.json()) as { readonly connections: readonly Connection[] };
  return connections.find(({ connection_id }) => connection_id === connectionId)!;
}

withFanout('a client without WebRTC', () => {
  it('is sent every frame over its media socket, from a keyframe on', async () => {
    const client = await open(app.url);
    expect(client.tracks).toEqual([{ id: 0, name: 'main_video', kind: 'video', codec: 'VP8' }]);
    await until('a second of pictures', () => client.frames.length > 30);
    const frames = client.of(0);
    expect(frames[0]!.keyframe).toBe(true);
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, at) => at + 1));
    const steps = frames.slice(1).map(({ rtpTimestamp }, at) => (rtpTimestamp - frames[at]!.rtpTimestamp) | 0);
    expect(steps.every((step) => step > 0)).toBe(true);
    // RFC 6386, 9.1: the first bit is 0 in a keyframe, and its start code follows.
    const { data } = frames[0]!;
    expect([data[0]! & 1, ...data.subarray(3, 6)]).toEqual([0, 0x9d, 0x01, 0x2a]);
    const stats = await statsOf(client);
    expect(stats).toMatchObject({
      path: 'connected',
      protocol: 'websocket',
      outputs: [{ codec: 'VP8', flowing: true }],
    });
    await until('sent bytes in the metrics', async () => (await app.metric('reactor_sent_bytes_total')) > 10_000);
  }, 60_000);

  it('learns which of its frames shows a command', async () => {
    const client = await open(app.url, { join: { subscribe: ['frames'] } });
    await until('pictures', () => client.frames.length > 5);
    const id = client.signaling.send({ type: 'command', name: 'set_grain', args: { grain: 3 } });
    expect(await client.signaling.answerTo(id)).toMatchObject({ type: 'reply' });
    const record = await until('the record of its frame', () =>
      client.signaling.told.find((message) => message.type === 'frame' && JSON.stringify(message).includes(`"${id}"`)),
    );
    // Where its timestamp was not after that of the frame before, it is sent with the next one.
    const later = (time: number): number => (time - (record['rtp_timestamp'] as number)) | 0;
    const shown = await until('that frame', () => client.of(0).find(({ rtpTimestamp }) => later(rtpTimestamp) >= 0));
    expect(later(shown.rtpTimestamp)).toBeLessThan(90 * FRAME_MS);
  }, 60_000);

  it('pauses a track and resumes it with a keyframe', async () => {
    const client = await open(app.url);
    await until('pictures', () => client.frames.length > 5);
    await client.signaling.ask({ type: 'pause', track: 'main_video' });
    await until('no frames', async () => !(await statsOf(client)).outputs[0]!.flowing);
    const paused = client.frames.length;
    await client.signaling.ask({ type: 'resume', track: 'main_video' });
    await until('pictures again', () => client.frames.length > paused + 5);
    expect(client.frames[paused]).toMatchObject({ keyframe: true, sequence: paused + 1 });
  }, 60_000);

  it('gets a keyframe when it asks for one', async () => {
    const client = await open(app.url);
    await until('pictures', () => client.frames.length > 40);
    const before = client.frames.length;
    client.say('keyframe', 0, before);
    await until('a keyframe', () => client.frames.slice(before).some(({ keyframe }) => keyframe));
  }, 60_000);

  it('hears sound, in packets of Opus', async () => {
    const client = await open(app.url, { join: { model: 'left_ear' } });
    const sound = client.tracks.find(({ kind }) => kind === 'audio')!;
    expect(sound.codec).toBe('opus');
    await until('a second of sound', () => client.of(sound.id).length > 50);
    const [first, second] = client.of(sound.id);
    expect(((second!.rtpTimestamp - first!.rtpTimestamp) | 0) % 480).toBe(0);
  }, 60_000);

  it('on a thin line is sent a smaller picture without delay, and another viewer nothing less', async () => {
    const relay = await TcpRelay.to(app.url);
    ends.push(() => relay.close());
    const other = new NativeViewer();
    ends.push(() => other.kill());
    await other.join(app.url);
    const client = await open(app.url, { mediaUrl: relay.url });
    await until('pictures', () => client.frames.length > 30);
    relay.throttle(THIN_KBPS);
    await until('a lower rung', async () => (await statsOf(client)).outputs[0]!.rung!.index > 0, SETTLED_MS);
    expect((await statsOf(client)).link_kbps).toBeLessThan(2 * THIN_KBPS);
    const before = client.frames.length;
    await until('pictures all the same', () => client.frames.length > before + 30, SETTLED_MS);
    await other.sees(30);
    relay.throttle(Infinity);
    await until('the best rung', async () => (await statsOf(client)).outputs[0]!.rung!.index === 0, SETTLED_MS);
  }, 180_000);

  it('that reads nothing costs no memory, and goes on with a keyframe', async () => {
    const client = await open(app.url);
    await until('pictures', () => client.frames.length > 30);
    const before = rssOf(app.pid);
    client.media.pause();
    await until(
      'frames to be left out',
      async () => ((await statsOf(client)).outputs[0]!.frames_dropped['link_behind'] ?? 0) > 60,
      SETTLED_MS,
    );
    expect(rssOf(app.pid) - before).toBeLessThan(SLOW_READER_BYTES);
    const seen = client.frames.length;
    client.media.resume();
    await until('pictures again', () => client.frames.length > seen + 60, SETTLED_MS);
    const times = client.frames.map(({ rtpTimestamp }) => rtpTimestamp);
    const gap = times.findIndex((time, at) => at >= seen && ((time - times[at - 1]!) | 0) > 90 * 500);
    expect(gap).toBeGreaterThan(0);
    expect(client.frames[gap]!.keyframe).toBe(true);
  }, 120_000);

  it('that says it decoded what it was never sent is closed', async () => {
    const client = await open(app.url);
    await until('pictures', () => client.frames.length > 5);
    client.say('decoded', 0, 1_000_000);
    await until('the close', () => client.closed);
    expect(client.closed!.reason).toContain('never sent');
  }, 60_000);

  it.each<[string, string | Buffer, number]>([
    ['text', 'hello', 1003],
    ['an unknown kind', Buffer.from([9, 0, 0, 0, 0, 1]), 1003],
    ['too few bytes', Buffer.from([1, 0]), 1003],
    ['too many bytes', Buffer.alloc(7), 1009],
  ])(
    'that sends %s is closed with %s',
    async (_what, frame, code) => {
      const client = await open(app.url);
      client.media.send(frame);
      await until('the close', () => client.closed);
      expect(client.closed!.code).toBe(code);
      // Its signalling socket is as it was.
      expect(await client.signaling.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    },
    60_000,
  );

  it('opens one media socket with a ticket, and none without', async () => {
    const socket = await joined();
    const { ticket } = await socket.ask({ type: 'stream', codecs: ['VP8'] });
    const first = openMediaSocket(app.url, ticket as string);
    ends.push(() => first.terminate());
    await once(first, 'open');
    for (const used of [ticket as string, 'guessed']) {
      const [code, reason] = (await once(openMediaSocket(app.url, used), 'close')) as [number, Buffer];
      expect([code, reason.toString()]).toEqual([4401, expect.stringContaining('send {"type":"stream"}')]);
    }
    expect(first.readyState).toBe(first.OPEN);
  }, 60_000);

  it('has one stream: another one ends the first', async () => {
    const client = await open(app.url);
    await client.signaling.ask({ type: 'stream', codecs: ['VP8'] });
    await until('the close', () => client.closed);
    expect(client.closed).toMatchObject({ code: 1000, reason: expect.stringContaining('another stream') });
  }, 60_000);

  it.each(['leaves', 'is left with no session'])(
    'is sent nothing more when it %s',
    async (how) => {
      const client = await open(app.url);
      await client.signaling.ask({ type: 'leave', stop: how !== 'leaves' });
      await until('the close', () => client.closed);
      expect(client.closed!.code).toBe(1000);
    },
    60_000,
  );

  it('that decodes nothing of what there is learns what there is', async () => {
    const socket = await joined();
    expect(await socket.ask({ type: 'stream', codecs: ['opus'] })).toMatchObject({
      type: 'error',
      error: { code: 'negotiation_failed', field: 'codecs', message: expect.stringContaining('VP8, VP9') },
    });
  }, 60_000);
});

(MEDIA_ENGINE === 'wrtc' ? it : it.skip)(
  'a server with the engine wrtc says that it streams over WebRTC alone',
  async () => {
    const socket = await joined();
    expect(await socket.ask({ type: 'stream', codecs: ['VP8'] })).toMatchObject({
      type: 'error',
      error: { code: 'stream_unavailable', message: expect.stringContaining("media.engine 'fanout'") },
    });
  },
);

/** Memory of a process, as Linux counts it. */
function rssOf(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * 4_096;
}
