import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { noticeOf, ReloadingApp, sceneModel, versionOf } from '../support/reloading-app.js';
import { until } from '../support/until.js';

const LIMIT_MS = 60_000;

const PROMPT = `prompt: InputField({ default: 'nothing', maxLength: 100 })`;

describe('a model whose file is saved while viewers watch', () => {
  let reloading: ReloadingApp;
  let socket: SignalingSocket;

  const notice = (code: string): Promise<Record<string, unknown>> => noticeOf(socket, code);
  const version = (): Promise<string | undefined> => versionOf(socket);

  beforeAll(async () => {
    reloading = await ReloadingApp.start(sceneModel(PROMPT, 'one'));
    const { app } = reloading;
    socket = await SignalingSocket.open(app.url);
    const joined = await socket.ask({ type: 'join', subscribe: ['inputs', 'notices'] });
    expect(joined).toMatchObject({ type: 'joined' });
  }, LIMIT_MS);

  afterAll(async () => {
    socket?.close();
    await reloading?.stop();
  });

  it(
    'goes on as the new version with what viewers had set, in the same session',
    async () => {
      expect(await version()).toBe('one');
      await socket.ask({ type: 'command', name: 'set_prompt', args: { prompt: 'a lake' } });
      const before = await reloading.app.session();
      reloading.save(sceneModel(`${PROMPT}, mood: InputField({ default: 'calm' })`, 'two'));
      expect(await notice('model_reloaded')).toMatchObject({ dropped: [] });
      expect(await version()).toBe('two');
      expect(await reloading.app.session()).toMatchObject({ session_id: before.session_id, state: 'streaming' });
      const { schema } = (await socket.ask({ type: 'schema' })) as unknown as { schema: { paths: object } };
      expect(Object.keys(schema.paths)).toContain('/events/set_mood');
      const values = await until('the values of the new version', () =>
        socket.told.findLast(
          (one) => one.type === 'inputs' && (one['inputs'] as { name: string }[]).some(({ name }) => name === 'mood'),
        ),
      );
      expect(values['inputs']).toContainEqual(expect.objectContaining({ name: 'prompt', value: 'a lake' }));
    },
    LIMIT_MS,
  );

  it(
    'stays the old version where the new one does not load, and viewers see why',
    async () => {
      reloading.save('export class Scene extends ReactorPipeline { inference( }');
      expect(await notice('model_reload_failed')).toMatchObject({
        message: expect.stringContaining('Unexpected token'),
      });
      expect(await version()).toBe('two');
      expect(reloading.app.log).toContain('the new version of scene does not load, and the old one runs on');
    },
    LIMIT_MS,
  );

  it(
    'drops what its new declaration does not take any more, and says so',
    async () => {
      reloading.save(sceneModel(`prompt: InputField({ default: 'x', maxLength: 3 })`, 'three'));
      await until('the third version', async () => (await version()) === 'three', LIMIT_MS);
      const last = socket.told.findLast((one) => one.type === 'notice' && one['code'] === 'model_reloaded');
      expect(last).toMatchObject({ dropped: ['prompt'] });
      const values = socket.told.filter(({ type }) => type === 'inputs');
      expect(values.at(-1)).toMatchObject({ complete: true, inputs: [{ name: 'prompt', value: 'x' }] });
      // A client ignores what is older than it has.
      const sequences = values.map((one) => one['sequence'] as number);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      await until('the line in the log', () =>
        reloading.app.log.includes('these inputs have their defaults again: prompt'),
      );
    },
    LIMIT_MS,
  );
});
