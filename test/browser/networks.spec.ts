import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { MEDIA_ENGINE } from '../support/app-process.js';
import type { Page } from 'playwright-core';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';
import { TcpRelay } from '../support/tcp-relay.js';
import { PlaygroundPage } from './support/playground-page.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

/** The browser sends no UDP that goes through no proxy: no STUN, no media, as behind a firewall that has HTTPS alone. */
const NO_UDP = '--force-webrtc-ip-handling-policy=disable_non_proxied_udp';

const withFanout = MEDIA_ENGINE === 'wrtc' ? describe.skip : describe;

beforeAll(() => void mkdirSync(SHOTS, { recursive: true }));

const way = async (on: PlaygroundPage): Promise<string> => await on.page.locator('[data-stat="way"]').innerText();

withFanout('a network that lets no UDP through', () => {
  const on = PlaygroundPage.use({
    fixtures: true,
    models: ['texture'],
    flags: [NO_UDP],
    env: { WEBRTC_VIDEO_CODECS: 'VP9' },
  });

  it('shows the picture over TCP, and says so', async () => {
    await on.open();
    await on.pictures();
    expect(await way(on)).toBe('TCP');
  }, 60_000);

  it('shows it over a WebSocket where it is asked to, in the preferred codec', async () => {
    await on.open('?transport=websocket');
    await on.pictures();
    expect(await way(on)).toBe('WebSocket');
    await on.page.getByText('VP9', { exact: true }).waitFor();
  }, 60_000);
});

withFanout('a network that lets no WebRTC through', () => {
  const on = PlaygroundPage.use({
    fixtures: true,
    models: ['texture'],
    flags: [NO_UDP],
    env: { WEBRTC_TCP: 'off' },
  });

  it('shows the picture over a WebSocket, says why, and obeys', async () => {
    const other = new NativeViewer();
    try {
      await other.join(on.url);
      await on.open();
      await on.pictures(30);
      expect(await way(on)).toBe('WebSocket');
      await on.page.getByRole('button', { name: 'How the picture comes' }).click();
      await on.page.getByText('lets no WebRTC through').waitFor();
      await on.page.screenshot({ path: join(SHOTS, 'websocket.png') });
      await on.page.keyboard.press('Escape');
      await on.set('set_grain', '5');
      const shown = on.page.locator('[data-stat="on-screen"]');
      await shown.waitFor();
      expect(Number(await shown.innerText())).toBeGreaterThan(0);
      await until('figures of the picture', async () =>
        (await on.page.locator('[data-stat="resolution"]').innerText()).includes('×'),
      );
      // A viewer with UDP in the same session has what he had.
      await other.sees(30);
    } finally {
      await other.kill();
    }
  }, 90_000);
});

/** How loud the channels of an element's sound are, 0 to 1, over a moment. */
async function loudness(element: Element): Promise<number[]> {
  const context = new AudioContext();
  const source = context.createMediaStreamSource((element as HTMLMediaElement).srcObject as MediaStream);
  const ears = context.createChannelSplitter(2);
  source.connect(ears);
  const analysers = [0, 1].map((channel) => {
    const analyser = context.createAnalyser();
    ears.connect(analyser, channel);
    return analyser;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const levels = analysers.map((analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
  });
  await context.close();
  return levels;
}

/** The page's signalling, which can be cleared of the server's addresses: then ICE finds no path. */
class HiddenServer {
  hidden = true;

  static async of(page: Page): Promise<HiddenServer> {
    const server = new HiddenServer();
    await page.routeWebSocket('**/signaling', (socket) => {
      const far = socket.connectToServer();
      far.onMessage((text) => {
        const message = JSON.parse(String(text)) as { type: string; sdp?: string };
        if (!server.hidden) socket.send(text);
        else if (message.type !== 'candidate') {
          const sdp = message.sdp?.replaceAll(/^a=candidate:.*\r\n/gm, '');
          socket.send(JSON.stringify({ ...message, ...(sdp === undefined ? {} : { sdp }) }));
        }
      });
    });
    return server;
  }
}

withFanout('a page whose picture comes over a WebSocket', () => {
  const on = PlaygroundPage.use({ fixtures: true, models: ['texture', 'left_ear'] });

  it('moves to WebRTC when the network lets it through, in the same session', async () => {
    const server = await HiddenServer.of(on.page);
    await on.open();
    await on.pictures();
    expect(await way(on)).toBe('WebSocket');
    const session = await on.stage.app.session();
    server.hidden = false;
    await on.page.evaluate(() => dispatchEvent(new Event('online')));
    await until('UDP', async () => (await way(on)) === 'UDP');
    await on.pictures();
    expect((await on.stage.app.session()).session_id).toBe(session.session_id);
    await until('one viewer over UDP', async () => {
      const over = (protocol: string) => on.stage.app.metric('reactor_viewers_by_protocol', { protocol });
      return (await over('udp')) === 1 && (await over('websocket')) === 0;
    });
  }, 90_000);

  it('is drawn on a canvas where the browser makes no tracks of pictures', async () => {
    await on.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator'));
    await on.open('?transport=websocket');
    await on.pictures();
    await on.set('set_grain', '7');
    await on.page.locator('[data-stat="on-screen"]').waitFor();
  }, 60_000);

  it('is heard', async () => {
    await on.open('?model=left_ear&transport=websocket');
    const element = on.page.locator('audio').first();
    const ears = (): Promise<number[]> => element.evaluate(loudness);
    await until('a tone in the left ear alone', async () => {
      const [left = 0, right = 0] = await ears();
      return left > 0.1 && right < left / 4;
    });
    // The page offers to unmute it.
    await on.page.getByRole('button', { name: 'Unmute' }).waitFor();
  }, 60_000);

  it('goes on after a line that was dead for a while, without delay', async () => {
    const relay = await TcpRelay.to(on.url);
    try {
      await on.page.goto(`${relay.url}/?transport=websocket`);
      await on.becomes('live');
      await on.pictures();
      relay.throttle(0);
      await on.page.waitForTimeout(3_000);
      relay.throttle(Infinity);
      await on.pictures();
      await on.set('set_grain', '3');
      const shown = on.page.locator('[data-stat="on-screen"]');
      await shown.waitFor();
      expect(Number(await shown.innerText())).toBeLessThan(1_500);
    } finally {
      relay.close();
    }
  }, 60_000);

  it('needs no WebRTC in the browser', async () => {
    await on.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
    await on.open();
    await on.pictures();
    expect(await way(on)).toBe('WebSocket');
  }, 60_000);
});
