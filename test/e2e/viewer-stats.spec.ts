import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess, MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** A busy machine needs a while until nothing but the options limits a picture. */
const SETTLED_MS = 60_000;

/** A link that carries no full-size picture of the texture. */
const THIN_KBPS = 600;

interface Output {
  readonly track: string;
  readonly codec: string;
  readonly flowing: boolean;
  readonly rung?: { readonly index: number; readonly scale: number };
  readonly width: number;
  readonly frames_sent: number;
  readonly fps: number;
  readonly nacks: number;
}

interface Connection {
  readonly connection_id: number;
  readonly link_kbps?: number;
  readonly loss?: number;
  readonly sent_kbps?: number;
  readonly outputs: readonly Output[];
  readonly verdict: { readonly code: string; readonly text: string };
}

let app: AppProcess;
let viewers: NativeViewer[] = [];

beforeAll(async () => {
  app = await AppProcess.start({ fixtures: true, models: ['mirror', 'texture'] });
}, 90_000);

afterAll(async () => {
  expect(await app?.stop()).toBe(0);
}, 30_000);

afterEach(async () => {
  await Promise.all(viewers.map((viewer) => viewer.kill()));
  viewers = [];
});

const viewer = (): NativeViewer => {
  const created = new NativeViewer();
  viewers.push(created);
  return created;
};

async function statsOf(path: string, sessionId: string, connectionId: number): Promise<Connection> {
  const reply = await fetch(`${app.url}${path}/sessions/${sessionId}/stats`);
  const { connections } = (await reply.json()) as { readonly connections: readonly Connection[] };
  return connections.find(({ connection_id }) => connection_id === connectionId)!;
}

describe('the statistics of a viewer', () => {
  it('say what it gets, that nothing limits it, and that it has paused', async () => {
    const watching = viewer();
    const { sessionId, connectionId } = await watching.join(app.url);
    await watching.sees(10);
    const stats = (): Promise<Connection> => statsOf('', sessionId, connectionId);
    const settled = async (): Promise<Connection | undefined> => {
      const now = await stats();
      const isMeasured = now.loss !== undefined && now.sent_kbps !== undefined;
      return now.verdict.code === 'as_configured' && isMeasured ? now : undefined;
    };
    const seen = await until('as_configured', settled, SETTLED_MS);
    expect(seen).toMatchObject({
      engine: MEDIA_ENGINE,
      path: 'connected',
      candidate_type: expect.any(String),
      protocol: 'udp',
      round_trip_ms: expect.any(Number),
      link_kbps: expect.any(Number),
      sent_kbps: expect.any(Number),
      loss: expect.any(Number),
      packets_lost: expect.any(Number),
      outputs: [
        {
          track: 'main_video',
          kind: 'video',
          codec: 'VP8',
          flowing: true,
          rung: { index: 0, scale: 1, max_kbps: 4_000 },
          width: 320,
          height: 180,
          frames_sent: expect.any(Number),
          fps: expect.any(Number),
          keyframe_requests: expect.any(Number),
          nacks: expect.any(Number),
        },
      ],
    });
    const [before] = seen.outputs;
    await watching.sees(10);
    expect((await stats()).outputs[0]!.frames_sent).toBeGreaterThan(before!.frames_sent);
    await watching.pause('main_video');
    await until('paused', async () => (await stats()).verdict.code === 'paused');
    expect((await stats()).outputs[0]).not.toHaveProperty('fps');
  }, 120_000);

  it('show in the metrics that two viewers of one size need one encoder, or two of the engine that encodes for each', async () => {
    for (const one of [viewer(), viewer()]) {
      await one.join(app.url);
      await one.sees(5);
    }
    const size = { model: 'mirror', codec: 'VP8', scale: '1' };
    const encoders = MEDIA_ENGINE === 'wrtc' ? 2 : 1;
    await until('two viewers', async () => (await app.metric('reactor_rung_viewers', size)) === 2);
    expect(await app.metric('reactor_encoders', { model: 'mirror' })).toBe(encoders);
  }, 60_000);

  it('say that its link limits it', async () => {
    const thin = viewer();
    const path = '/models/texture';
    const { sessionId, connectionId } = await thin.join(app.url + path, { relayed: true });
    await thin.sees(5);
    await thin.throttle(THIN_KBPS);
    const stats = (): Promise<Connection> => statsOf(path, sessionId, connectionId);
    const limited = async (): Promise<boolean> => {
      const { verdict, outputs, link_kbps = Infinity } = await stats();
      const isSmaller = (outputs[0]?.rung?.index ?? 0) > 0 && outputs[0]!.width < 640;
      return verdict.code === 'link_limited' && isSmaller && link_kbps < 2 * THIN_KBPS;
    };
    await until('link_limited', limited, SETTLED_MS);
    const { verdict } = await stats();
    expect(verdict.text).toMatch(/^the link limits the picture: .*\d+ kbps, main_video at 1\/[24] of its size/);
  }, 120_000);
});
