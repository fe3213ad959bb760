import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';
import { WhipReceiverProcess } from '../support/whip-receiver.js';

const LIMIT_MS = 90_000;
const onFanout = MEDIA_ENGINE === 'wrtc' ? it.skip : it;

interface Status {
  readonly state: string;
  readonly codecs?: Readonly<Record<string, string>>;
  readonly error?: { readonly code: string; readonly message: string };
}

let receiver: WhipReceiverProcess;
let port: number;
let app: AppProcess | undefined;
let viewer: NativeViewer | undefined;
let path: string;

afterEach(async () => {
  await viewer?.kill();
  await app?.stop();
  await receiver.kill();
  viewer = app = undefined;
}, 60_000);

/** An app that restreams to the receiver, with a session. */
async function restream(model: string, env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
  ({ receiver, port } = await WhipReceiverProcess.start());
  app = await AppProcess.start({
    fixtures: true,
    models: [model],
    env: {
      REACTOR_RESTREAM_URL: `http://127.0.0.1:${port}/whip`,
      REACTOR_RESTREAM_TOKEN: 'sesame',
      REACTOR_RESTREAM_AS_CLIENT: 'on',
      ...env,
    },
  });
  const reply = await fetch(`${app.url}/start_session`, { method: 'POST' });
  path = `/sessions/${((await reply.json()) as { session_id: string }).session_id}/restream`;
  return app;
}

const status = async (): Promise<Status> => (await (await fetch(app!.url + path)).json()) as Status;

/** Sockets of UDP that the app has open, as Linux counts them. */
function udpSockets(pid: number): number {
  const inodes = ['udp', 'udp6'].flatMap((table) =>
    [...readFileSync(`/proc/${pid}/net/${table}`, 'utf8').matchAll(/^\s*\d+:(?:\s+\S+){8}\s+(\d+)/gm)].map(
      ([, inode]) => inode,
    ),
  );
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
    } catch {
      return undefined;
    }
  });
  return open.filter((inode) => inode !== undefined && inodes.includes(inode)).length;
}

const becomes = (state: string, limitMs = 30_000): Promise<unknown> =>
  until(`the restream to be ${state}`, async () => (await status()).state === state, limitMs);

describe('a session that is sent on by WHIP', () => {
  onFanout(
    'arrives with pictures and sound, and ends with the session',
    async () => {
      const { url } = await restream('left_ear');
      const seen = await receiver.receives(50);
      expect(seen).toMatchObject({ width: 320, connection: 'connected', requests: ['POST /whip Bearer sesame'] });
      expect(await status()).toMatchObject({ state: 'live', codecs: { main_video: 'VP8', main_audio: 'opus' } });
      await fetch(`${url}/stop_session`, { method: 'POST' });
      await until('its end', async () => (await receiver.look()).connection === 'none');
      expect((await receiver.look()).requests.at(-1)).toBe('DELETE /sessions/1 Bearer sesame');
    },
    LIMIT_MS,
  );

  onFanout(
    'is encoded once, together with what viewers see',
    async () => {
      const { url } = await restream('mirror');
      viewer = new NativeViewer();
      await viewer.join(url);
      await Promise.all([viewer.sees(30), receiver.receives(30)]);
      await until('one encoder', async () => (await app!.metric('reactor_encoders', { codec: 'VP8' })) === 1);
      expect((await status()).codecs).toEqual({ main_video: 'VP8' });
    },
    LIMIT_MS,
  );

  onFanout(
    'comes back after the other server was killed, and after it hung up',
    async () => {
      await restream('mirror', { WEBRTC_DISCONNECT_GRACE_SECONDS: '1' });
      await receiver.receives(10);
      await receiver.kill();
      await becomes('waiting');
      expect((await status()).error).toMatchObject({ code: 'restream_failed' });
      ({ receiver } = await WhipReceiverProcess.start(port));
      await receiver.receives(10, 60_000);
      await becomes('live');
      await receiver.hangUp();
      await becomes('waiting');
      await becomes('live');
      await receiver.receives(10);
      expect(await app!.metric('reactor_restream_attempts_total', { outcome: 'lost' })).toBe(2);
      expect(app!.log).toMatch(/WARNING? Reactor:restream: the session is not sent on: .*; next attempt in \d+ s/);
    },
    2 * LIMIT_MS,
  );

  onFanout(
    'leaves no socket open where the other server answers and cannot be reached',
    async () => {
      await restream('mirror', { REACTOR_RESTREAM_START: 'request' });
      const before = udpSockets(app!.pid);
      expect(before).toBeGreaterThan(0);
      await receiver.plan({ unreachable: true, headers: { Link: '<turn:turn.example>; rel="ice-server"' } });
      await fetch(app!.url + path, { method: 'POST' });
      await becomes('waiting');
      expect((await status()).error?.message).toMatch(
        /no media connection came up within 10000 ms: .* \(it names turn:turn\.example, which is not used\)$/,
      );
      expect((await receiver.look()).requests).toEqual([
        'POST /whip Bearer sesame',
        'DELETE /sessions/1 Bearer sesame',
      ]);
      await fetch(app!.url + path, { method: 'DELETE' });
      await until('its sockets to close', () => udpSockets(app!.pid) <= before);
    },
    LIMIT_MS,
  );

  onFanout(
    'is deleted there when the server shuts down',
    async () => {
      await restream('mirror');
      await receiver.receives(10);
      expect(await app!.stop()).toBe(0);
      expect((await receiver.look()).requests.at(-1)).toBe('DELETE /sessions/1 Bearer sesame');
    },
    LIMIT_MS,
  );
});
