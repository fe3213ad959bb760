import { expect, it } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';

it('serves the model of the first steps from an application of its own', async () => {
  const app = await AppProcess.start({ script: 'dist/examples/first-steps/main.js' });
  try {
    const page = await fetch(app.url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const schema = await (await fetch(`${app.url}/schema`)).text();
    for (const name of ['set_radius', 'set_color', 'point', 'star_found']) expect(schema).toContain(name);
    await app.becomes('ready');
  } finally {
    expect(await app.stop()).not.toBe(1);
  }
});
