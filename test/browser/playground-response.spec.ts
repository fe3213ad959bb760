import { describe, expect, it } from '@jest/globals';
import { STAGES } from '@nestjs-reactor/client';
import { PlaygroundPage } from './support/playground-page.js';

describe('the page’s response times', () => {
  // The other engine does not say which frame of its own is the first after a command.
  const on = PlaygroundPage.use({ fixtures: true, models: ['mirror'], env: { MEDIA_ENGINE: 'fanout' } });

  it('say after how long a change was on the screen, and where the time went', async () => {
    await on.open();
    for (const shade of [40, 90, 210]) await on.set('set_shade', String(shade));
    const figure = on.page.locator('[data-stat="on-screen"]');
    await figure.waitFor();
    expect(Number(await figure.innerText())).toBeGreaterThan(0);
    await on.page.getByRole('button', { name: 'Where the time goes' }).click();
    expect(await on.page.locator('[data-response]').innerText()).toMatch(
      /^Your change was on the screen after \d+ ms\.$/,
    );
    const lines = await on.page.locator('.response li').allInnerTexts();
    expect(lines).toHaveLength(STAGES.length);
    const parts = lines.map((line) => Number(/([\d.]+) ms$/.exec(line)![1]));
    const total = Number(await figure.innerText());
    // Each is rounded.
    expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - total)).toBeLessThan(2);
    expect(await on.page.locator('.response svg rect').count()).toBeGreaterThanOrEqual(STAGES.length);
    expect(await on.page.locator('.response-histogram div').count()).toBeGreaterThan(0);
  });
});
