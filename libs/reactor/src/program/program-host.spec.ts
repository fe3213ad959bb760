import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestReactor } from '../testing/index.js';
import { loadManifest } from './load-manifest.js';
import { programModel } from './program-model.js';

const GREYS = programModel({
  name: 'greys',
  command: process.execPath,
  args: [join(import.meta.dirname, 'greys.fixture.mjs')],
  cwd: import.meta.dirname,
  env: { GREETING: 'hello' },
});

describe('a model that is a program', () => {
  let reactor: TestReactor;

  beforeEach(async () => {
    reactor = await TestReactor.start(GREYS, { timeoutMs: 20_000 });
  });
  afterEach(() => reactor.close());

  it('tells what it offers when it has loaded', () => {
    expect(reactor.runtime.manifest.commands.map(({ name }) => name)).toEqual(['set_grey', 'look', 'leave']);
  });

  it('streams pictures in RGB, and takes commands', async () => {
    const viewer = await reactor.join();
    const first = await viewer.nextFrame();
    expect([first.width, first.height]).toEqual([32, 18]);
    const { frame } = await viewer.command('set_grey', { grey: 200 });
    const picture = await viewer.nextFrame({ from: frame });
    const [red = 0] = picture.toRgba();
    expect(Math.abs(red - 200)).toBeLessThanOrEqual(2);
  });

  it('runs in its folder, with the environment that its options add', async () => {
    const viewer = await reactor.join();
    const { reply } = await viewer.command('look');
    expect(reply?.data).toEqual({ folder: await realpath(import.meta.dirname), greeting: 'hello' });
  });

  it('is checked by its own schema', async () => {
    const viewer = await reactor.join();
    await expect(viewer.command('set_grey', { grey: 300 })).rejects.toMatchObject({ code: 'invalid_command' });
  });

  it('is started again when it ended by itself', async () => {
    const viewer = await reactor.join();
    await viewer.nextFrame();
    await expect(viewer.command('leave')).rejects.toMatchObject({ code: 'worker_lost' });
    await reactor.reached('ready');
    const again = await reactor.join();
    await expect(again.nextFrame()).resolves.toMatchObject({ width: 32 });
  });
});

it('a program that does not exist says so', async () => {
  const missing = programModel({ name: 'missing', command: './no-such-program', cwd: import.meta.dirname });
  await expect(loadManifest(missing)).rejects.toMatchObject({
    code: 'model_failed',
    message: expect.stringMatching(/could not be started: .*no-such-program ENOENT/),
  });
});

it('a program is started and ended to read what it offers', async () => {
  await expect(loadManifest(GREYS)).resolves.toMatchObject({ name: 'greys', tracks: [{ name: 'main_video' }] });
});
