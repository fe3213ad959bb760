import { describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { PlaygroundPage } from './support/playground-page.js';

describe('the page by keyboard and screen reader', () => {
  const on = PlaygroundPage.use({ models: ['dreamfield', 'echo', 'chunks', 'brightness'] });
  const open = (model: string): Promise<void> => on.open(`?model=${model}`);

  it.each(['dreamfield', 'echo', 'chunks', 'brightness'])(
    'names everything that can be operated of %s',
    async (model) => {
      await open(model);
      await on.page.getByRole('button', { name: 'More' }).click();
      await on.page.getByRole('button', { name: /^Messages/ }).click();
      const nameless = await on.page.evaluate(() => {
        const nameOf = (element: Element): string => {
          const labelled = element.getAttribute('aria-labelledby');
          const labels = labelled === null ? [] : [document.getElementById(labelled)];
          const own = 'labels' in element ? [...((element.labels as NodeList | null) ?? [])] : [];
          return [
            element.getAttribute('aria-label') ?? '',
            ...[...labels, ...own].map((label) => label?.textContent ?? ''),
            element.tagName === 'INPUT' ? '' : (element.textContent ?? ''),
          ].join('');
        };
        return [...document.querySelectorAll('button, input, select, textarea, video, [tabindex="0"]')]
          .filter((element) => element.getAttribute('aria-hidden') !== 'true' && nameOf(element).trim() === '')
          .map((element) => element.outerHTML);
      });
      expect(nameless).toEqual([]);
    },
  );

  it('reaches the settings and the session’s commands by keyboard alone, with the focus in sight', async () => {
    await open('dreamfield');
    const focused = (): Promise<string> =>
      on.page.evaluate(() => {
        const element = document.activeElement!;
        const style = getComputedStyle(element);
        const control = element.closest('[data-command]')?.getAttribute('data-command');
        const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.matches('[type="range"]');
        return `${control ?? element.textContent?.trim() ?? ''}${ring ? '' : ' without a ring'}`;
      });
    const seen: string[] = [];
    for (let presses = 0; presses < 40 && !seen.some((name) => name.startsWith('Messages')); presses++) {
      await on.page.keyboard.press('Tab');
      seen.push(await focused());
    }
    expect(seen).toEqual(expect.arrayContaining(['Share', 'Full screen', 'More', 'set_resolution', 'set_paused']));
    expect(seen).toEqual(expect.arrayContaining(['set_prompt', 'set_speed', 'set_zoom', 'set_hue', 'set_seed']));
    expect(seen.filter((name) => name.endsWith('without a ring'))).toEqual([]);
  });

  it('says aloud how the connection stands', async () => {
    await on.page.goto(`${on.url}/?model=dreamfield`);
    const spoken = on.page.locator('p.unseen[role="status"]');
    await until('live', async () => (await spoken.textContent()) === 'Live.');
    await fetch(`${on.url}/stop_session`, { method: 'POST' });
    await until('the end', async () => /session was stopped/.test((await spoken.textContent()) ?? ''));
  });

  it('moves nothing for people who want less motion', async () => {
    await on.page.emulateMedia({ reducedMotion: 'reduce' });
    await open('chunks');
    await on.page.getByRole('button', { name: 'More' }).click();
    const moving = await on.page.evaluate(
      () =>
        document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 0)
          .length,
    );
    expect(moving).toBe(0);
  });
});
