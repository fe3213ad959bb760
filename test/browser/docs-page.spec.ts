import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stage } from './support/stage.js';

const SHOTS = join(import.meta.dirname, '..', '..', 'test-output');

describe('the page of the HTTP surface', () => {
  let stage: Stage;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    stage = await Stage.set({ models: ['hello'] });
  }, 120_000);

  afterAll(async () => {
    expect(await stage?.strike()).toBe(0);
  }, 60_000);

  it('shows every route, and a request made from it is answered, under its own content policy', async () => {
    const { page, console: lines } = await stage.browser.blank();
    await page.goto(`${stage.app.url}/docs`);
    await page.locator('#get_health').waitFor({ timeout: 15_000 });
    const document = (await (await fetch(`${stage.app.url}/docs/openapi.json`)).json()) as { paths: object };
    expect(await page.locator('.operation').count()).toBe(
      Object.values(document.paths)
        .map((methods: object) => Object.keys(methods).length)
        .reduce((a, b) => a + b, 0),
    );
    await page.locator('#get_health summary').click();
    await page.locator('#get_health').getByRole('button', { name: 'Send' }).click();
    await page.locator('#get_health .status', { hasText: '200' }).waitFor();
    await page.locator('#get_health pre', { hasText: '"status": "healthy"' }).waitFor();
    await page.goto(`${stage.app.url}/docs/#put_sessions_sid_transport_webrtc_connections_cid_sdp_params`);
    const offer = page.locator('.operation[open]', { hasText: 'sdp_params' });
    await offer.locator('[name=sid]').fill('00000000-0000-0000-0000-000000000000');
    await offer.locator('[name=cid]').fill('1002');
    await offer.locator('textarea').fill('{"sdp_offer": 1}');
    await offer.getByRole('button', { name: 'Send' }).click();
    await offer.locator('.status', { hasText: /^4\d\d/ }).waitFor();
    await page.locator('#get_events summary').click();
    await page.locator('#get_events').getByRole('button', { name: 'Send' }).click();
    await page.locator('#get_events .status', { hasText: '200' }).waitFor();
    await page.locator('#get_events').getByRole('button', { name: 'Stop' }).click();
    await page.locator('#model').fill('hello');
    await page.locator('#get_session summary').click();
    await page.locator('#get_session').getByRole('button', { name: 'Send' }).click();
    await page.locator('#get_session pre', { hasText: '"name": "hello"' }).waitFor();
    await page.screenshot({ path: join(SHOTS, 'docs.png') });
    expect(lines.filter((line) => /Content Security Policy|pageerror/.test(line))).toEqual([]);
  }, 60_000);
});
