import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { loadManifest, pythonModel } from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { inPython, noticeOf, ReloadingApp, versionOf } from '../support/reloading-app.js';
import { pythonWith } from '../support/python.js';

const LIMIT_MS = 60_000;

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'python');

const { python, test, unless } = pythonWith('worker', 'numpy');

describe('a Python model that cannot be loaded', () => {
  test.each([
    ['no such module', 'nowhere:Model', /there is no module nowhere/],
    ['no such class', 'unloadable:Nothing', /unloadable.* no class called Nothing|Nothing/],
    ['a class that is no model', 'unloadable:NoModel', /NoModel/],
    ['an error of syntax', 'broken_syntax:Model', /broken_syntax\.py.*line 1/],
    ['a package that is not installed', 'missing_import:Model', /a_package_that_nobody_has/],
    ['an error in load', 'unloadable:Unloadable', /no weights/],
  ])(`says so: %s${unless}`, async (_, entry, reason) => {
    const model = pythonModel({ entry, name: 'model', cwd: FIXTURES, python });
    await expect(loadManifest(model)).rejects.toMatchObject({
      code: 'model_failed',
      message: expect.stringMatching(reason),
    });
  });

  test(`names the command where numpy is missing${unless}`, async () => {
    // Of no environment, and without what is installed beside it.
    const env = { PYTHONNOUSERSITE: '1', PYTHONPATH: join(FIXTURES, 'without_numpy') };
    const model = pythonModel({ entry: 'outlaw:Outlaw', cwd: FIXTURES, python, env });
    await expect(loadManifest(model)).rejects.toThrow(/-m pip install .?numpy/);
  });

  test(`says what to do where there is no interpreter${unless}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-python-'));
    const model = pythonModel({ entry: 'outlaw:Outlaw', cwd: folder, python: './.venv/bin/python' });
    await expect(loadManifest(model)).rejects.toThrow(
      /there is no Python at .*make an environment with .python3 -m venv/,
    );
    await rm(folder, { recursive: true });
  });
});

describe('the example in PyTorch', () => {
  const torch = pythonWith('torch', 'torch', 'numpy');
  torch.test(
    `paints another picture for another name${torch.unless}`,
    async () => {
      const cwd = join(import.meta.dirname, '..', '..', 'examples', 'python-torch');
      const model = pythonModel({ entry: 'neural_field:NeuralField', cwd, python: torch.python });
      const reactor = await TestReactor.start(model, { timeoutMs: 30_000 });
      try {
        const viewer = await reactor.join();
        const before = (await viewer.nextFrame()).toRgba();
        const { frame } = await viewer.command('set_name', { name: 'volcano' });
        const after = (await viewer.nextFrame({ from: frame })).toRgba();
        const difference = after.reduce((sum, value, i) => sum + Math.abs(value - before[i]!), 0) / after.length;
        expect(difference).toBeGreaterThan(10);
      } finally {
        await reactor.close();
      }
    },
    LIMIT_MS,
  );
});

/** A version of the model `scene`. */
const scene = (fields: string, version: string): string => `
import numpy as np
from reactor_worker import InputField, Message, Pipeline, State, command, model


class SceneState(State):
    ${fields}


class Told(Message):
    version: str


@model(fps=10)
class Scene(Pipeline):
    state: SceneState

    def inference(self):
        while True:
            yield np.zeros((48, 64, 3), np.uint8)

    @command
    def tell(self) -> Told:
        return Told(version="${version}")
`;

const PROMPT = 'prompt: str = InputField("nothing", max_length=100)';

describe('a Python file that is saved while viewers watch', () => {
  let reloading: ReloadingApp | undefined;
  let socket: SignalingSocket;

  beforeAll(async () => {
    if (unless !== '') return;
    reloading = await ReloadingApp.start(scene(PROMPT, 'one'), inPython(python));
    socket = await SignalingSocket.open(reloading.app.url);
    const joined = await socket.ask({ type: 'join', subscribe: ['inputs', 'notices'] });
    expect(joined).toMatchObject({ type: 'joined' });
  }, LIMIT_MS);

  afterAll(async () => {
    socket?.close();
    await reloading?.stop();
  });

  const notice = (code: string): Promise<Record<string, unknown>> => noticeOf(socket, code);
  const version = (): Promise<string | undefined> => versionOf(socket);

  test(
    `goes on as the new version with what viewers had set${unless}`,
    async () => {
      expect(await version()).toBe('one');
      await socket.ask({ type: 'command', name: 'set_prompt', args: { prompt: 'a lake' } });
      const before = await reloading!.app.session();
      reloading!.save(scene(`${PROMPT}\n    mood: str = "calm"`, 'two'));
      expect(await notice('model_reloaded')).toMatchObject({ dropped: [] });
      expect(await version()).toBe('two');
      expect(await reloading!.app.session()).toMatchObject({ session_id: before.session_id, state: 'streaming' });
      const { schema } = (await socket.ask({ type: 'schema' })) as unknown as { schema: { paths: object } };
      expect(Object.keys(schema.paths)).toContain('/events/set_mood');
    },
    LIMIT_MS,
  );

  test(
    `stays the old version where the new one does not load, and viewers see why${unless}`,
    async () => {
      reloading!.save('class Scene(:');
      expect(await notice('model_reload_failed')).toMatchObject({
        message: expect.stringMatching(/scene\.py.*line 1/),
      });
      expect(await version()).toBe('two');
    },
    LIMIT_MS,
  );
});
