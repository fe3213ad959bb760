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
    const health = page.locator('#operations-operations-get_health');
    await health.waitFor({ timeout: 15_000 });
    expect(await page.locator('.opblock').count()).toBe(
      Object.values(((await (await fetch(`${stage.app.url}/docs/openapi.json`)).json()) as { paths: object }).paths)
        .map((methods: object) => Object.keys(methods).length)
        .reduce((a, b) => a + b, 0),
    );
    await health.locator('.opblock-summary').click();
    await health.getByRole('button', { name: 'Try it out' }).click();
    await health.getByRole('button', { name: 'Execute' }).click();
    await health.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    await page.screenshot({ path: join(SHOTS, 'docs.png') });
    expect(lines.filter((line) => /Content Security Policy|pageerror/.test(line))).toEqual([]);
  }, 60_000);
});
