import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { MEDIA_ENGINE } from '../support/app-process.js';
import { NativeViewer } from '../support/native-viewer.js';
import { until } from '../support/until.js';
import { PlaygroundPage } from './support/playground-page.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

/** The browser sends no UDP that goes through no proxy: no STUN, no media, as behind a firewall that has HTTPS alone. */
const NO_UDP = '--force-webrtc-ip-handling-policy=disable_non_proxied_udp';

const withFanout = MEDIA_ENGINE === 'wrtc' ? describe.skip : describe;

beforeAll(() => void mkdirSync(SHOTS, { recursive: true }));

const way = async (on: PlaygroundPage): Promise<string> => await on.page.locator('[data-stat="way"]').innerText();

withFanout('a network that lets no UDP through', () => {
  const on = PlaygroundPage.use({ fixtures: true, models: ['mirror', 'texture', 'left_ear'], flags: [NO_UDP] });

  it('shows the picture over TCP, and says so', async () => {
    await on.open('?model=texture');
    await on.pictures();
    expect(await way(on)).toBe('TCP');
  }, 60_000);
});

withFanout('a network that lets no WebRTC through', () => {
  const on = PlaygroundPage.use({
    fixtures: true,
    models: ['texture', 'left_ear', 'mirror'],
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
