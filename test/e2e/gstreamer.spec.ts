import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';

/** Debian's, for which its package of GStreamer's bindings is made; another one by `GSTREAMER_PYTHON`. */
const PYTHON = process.env['GSTREAMER_PYTHON'] ?? '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'gstreamer', 'http_peer.py');

const isInstalled = spawnSync(PYTHON, [SCRIPT, 'check']).status === 0;
const itWithGStreamer = isInstalled ? it : it.skip;
const unless = isInstalled ? '' : ' (skipped: GStreamer with webrtcbin, libnice and Python bindings is not installed)';

/** Of the mirror without a camera, and white as the codec gives it back. */
const [GREY_LUMA, WHITE_LUMA] = [126, 235];

describe('webrtcbin of GStreamer', () => {
  let app: AppProcess;
  let client: ChildProcess | undefined;
  let viewer: NativeViewer | undefined;
  let said = '';

  beforeAll(async () => {
    app = await AppProcess.start({ fixtures: true, models: ['mirror'] });
  }, 90_000);

  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  }, 30_000);

  afterEach(async () => {
    client?.kill('SIGKILL');
    await viewer?.kill();
    client = viewer = undefined;
    await fetch(`${app.url}/stop_session`, { method: 'POST' });
    await app.becomes('ready', 20_000);
  }, 60_000);

  function start(kind: 'whep' | 'whip', path: string): void {
    said = '';
    client = spawn(PYTHON, [SCRIPT, kind, app.url + path], { stdio: ['ignore', 'pipe', 'inherit'] });
    client.stdout!.on('data', (text: Buffer) => (said += text.toString()));
  }

  async function end(): Promise<void> {
    client!.kill('SIGTERM');
    await once(client!, 'exit');
    expect(said).toMatch(/^POST 201$/m);
    expect(said).toMatch(/^DELETE 200$/m);
  }

  const pictures = (): number => Number(/pictures (\d+)\n$/.exec(said)?.[1] ?? 0);
  const clients = (): Promise<number> => app.metric('runtime_connections_active');

  itWithGStreamer(
    `watches by WHEP until it ends${unless}`,
    async () => {
      start('whep', '/whep');
      await until('a second of pictures', () => pictures() > 30, 30_000);
      expect(await clients()).toBe(1);
      await end();
      expect(await clients()).toBe(0);
    },
    90_000,
  );

  itWithGStreamer(
    `feeds the camera of the model by WHIP until it ends${unless}`,
    async () => {
      viewer = new NativeViewer();
      await viewer.join(app.url, {});
      await viewer.shows(GREY_LUMA);
      start('whip', '/whip/webcam');
      await viewer.shows(WHITE_LUMA, 30_000);
      expect(await clients()).toBe(2);
      await end();
      expect(await clients()).toBe(1);
      await viewer.shows(GREY_LUMA);
    },
    90_000,
  );
});
