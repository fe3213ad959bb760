import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import type { JoinOptions } from '../fixtures/viewer/viewer.js';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';
import { OFFER_2_12 } from '../contract/support/offers.js';

/** Linux has the whole of 127.0.0.0/8 on its loopback interface, so that a NAT can stand at an address of its own. */
const ANNOUNCED = '127.0.0.9';
const onLinux = process.platform === 'linux' ? describe : describe.skip;

let app: AppProcess;

beforeAll(async () => {
  app = await AppProcess.start({ models: ['hello'], env: { WEBRTC_ANNOUNCED_ADDRESSES: ANNOUNCED } });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

/** @returns the statistics of its connection */
async function watched(options: JoinOptions): Promise<unknown> {
  const viewer = new NativeViewer();
  try {
    const { sessionId, connectionId } = await viewer.join(app.url, options);
    await viewer.sees(10);
    const reply = await fetch(`${app.url}/sessions/${sessionId}/stats`);
    const { connections } = (await reply.json()) as { readonly connections: readonly { connection_id: number }[] };
    return connections.find(({ connection_id }) => connection_id === connectionId);
  } finally {
    await viewer.kill();
  }
}

it('a client whose network lets no UDP through is streamed to over TCP', async () => {
  const dropped = MEDIA_ENGINE === 'wrtc' ? {} : { packets_dropped: 0 };
  expect(await watched({ overTcp: true })).toMatchObject({ protocol: 'tcp', ...dropped });
}, 60_000);

onLinux('a server behind a NAT, told of the address in front', () => {
  it('streams to a client that can send to that address alone', async () => {
    await watched({ announced: ANNOUNCED });
  }, 60_000);

  it('tells it as candidates that trickle, too', async () => {
    const socket = await SignalingSocket.open(app.url);
    try {
      await socket.ask({ type: 'join' });
      const track_mapping = OFFER_2_12.track_mapping.filter(({ name }) => name === 'main_video');
      const answer = await socket.ask({ type: 'offer', sdp: OFFER_2_12.sdp_offer, track_mapping });
      expect(answer.type).toBe('answer');
      await until('both candidates', () => {
        const told = socket.told.filter(({ type }) => type === 'candidate').map((message) => JSON.stringify(message));
        const ports = (own: boolean): string[] =>
          told
            .filter((text) => text.includes(` ${ANNOUNCED} `) !== own)
            .map((text) => / (\d+) typ host/.exec(text)?.[1] ?? '');
        return ports(true).some((port) => port !== '' && ports(false).includes(port));
      });
    } finally {
      socket.close();
    }
  }, 60_000);
});
