import { afterEach, expect, it } from '@jest/globals';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { livekitIsMissing, LivekitServer } from '../support/livekit-server.js';
import { until } from '../support/until.js';
import { WhipReceiverProcess } from '../support/whip-receiver.js';

const LIMIT_MS = 120_000;
const ROOM = 'show';
const itWithLivekit = livekitIsMissing === '' && MEDIA_ENGINE !== 'wrtc' ? it : it.skip;

let sfu: LivekitServer | undefined;
let app: AppProcess | undefined;
const viewers: WhipReceiverProcess[] = [];

afterEach(async () => {
  await Promise.all(viewers.splice(0).map((viewer) => viewer.kill()));
  await app?.stop();
  await sfu?.stop();
  sfu = app = undefined;
}, 60_000);

async function start(token: string, url: string): Promise<string> {
  app = await AppProcess.start({
    fixtures: true,
    models: ['left_ear'],
    env: { REACTOR_RESTREAM_URL: `${url}/whip/v1`, REACTOR_RESTREAM_TOKEN: token, REACTOR_RESTREAM_AS_CLIENT: 'on' },
  });
  const reply = await fetch(`${app.url}/start_session`, { method: 'POST' });
  return `${app.url}/sessions/${((await reply.json()) as { session_id: string }).session_id}/restream`;
}

const statusOf = async (url: string): Promise<{ state: string; error?: { code: string; message: string } }> =>
  (await (await fetch(url)).json()) as { state: string };

itWithLivekit(
  `a room of LiveKit shows a session to its viewers until the session ends${livekitIsMissing}`,
  async () => {
    sfu = await LivekitServer.start();
    const url = await start(sfu.token('reactor', { roomJoin: true, room: ROOM, canPublish: true }), sfu.url);
    await until('the restream to be live', async () => (await statusOf(url)).state === 'live');
    const [publisher] = await sfu.participants(ROOM);
    expect(publisher).toMatchObject({ identity: 'reactor', state: 'ACTIVE' });
    expect(publisher?.tracks.map(({ type, mime_type: codec }) => [type, codec])).toEqual([
      ['VIDEO', 'video/VP8'],
      ['AUDIO', 'audio/opus'],
    ]);
    const video = publisher?.tracks.find(({ type }) => type === 'VIDEO')?.name ?? '';
    for (const name of ['ada', 'bob']) {
      const { receiver } = await WhipReceiverProcess.start();
      viewers.push(receiver);
      const token = sfu.token(name, { roomJoin: true, room: ROOM, canSubscribe: true, canPublish: false });
      await receiver.watch(`${sfu.url}/whip/v1`, {
        authorization: `Bearer ${token}`,
        'x-livekit-clientinfo': JSON.stringify({ subscribedParticipantTrackNames: { reactor: [video] } }),
      });
    }
    for (const viewer of viewers) expect((await viewer.receives(50)).width).toBe(320);
    expect(await app!.metric('reactor_encoders', { codec: 'VP8' })).toBe(1);
    await fetch(`${app!.url}/stop_session`, { method: 'POST' });
    await until('its end in the room', async () => {
      const present = await sfu!.participants(ROOM);
      return !present.some(({ identity }) => identity === 'reactor');
    });
  },
  LIMIT_MS,
);

itWithLivekit(
  `LiveKit refuses a token that it did not sign${livekitIsMissing}`,
  async () => {
    sfu = await LivekitServer.start();
    const url = await start('nonsense', sfu.url);
    await until('the refusal', async () => (await statusOf(url)).state === 'failed');
    expect((await statusOf(url)).error).toMatchObject({
      code: 'restream_refused',
      message: expect.stringMatching(/it answers with 401 /),
    });
  },
  LIMIT_MS,
);
