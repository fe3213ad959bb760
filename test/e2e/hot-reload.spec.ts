import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

const ROOT = join(import.meta.dirname, '..', '..');
const LIMIT_MS = 60_000;

const APP = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ReactorModule, ReactorService } from '@nestjs-reactor/core';
import { Scene } from './scene/scene.mjs';

class AppModule {}
Reflect.defineMetadata('imports', [ReactorModule.forRoot({ models: [Scene], inference: { reloadOnChange: true } })], AppModule);
const app = await NestFactory.create(AppModule, { bodyParser: false, forceCloseConnections: true });
await app.listen(Number(process.env.PORT), '127.0.0.1');
await app.get(ReactorService).whenLoaded();
console.log('Open http://127.0.0.1:' + app.getHttpServer().address().port);
process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
`;

/** @param fields decorators by property, in JavaScript @param version which the model says when it is asked */
const model = (fields: string, version: string): string => `
import 'reflect-metadata';
import { Command, Idle, InputField, InputState, MessageField, ModelMessage, ReactorModel, ReactorPipeline, Video } from '@nestjs-reactor/core';

function declare(owner, declarations) {
  for (const [property, decorate] of Object.entries(declarations)) {
    decorate(owner.prototype, property, Object.getOwnPropertyDescriptor(owner.prototype, property));
  }
  return owner;
}
class State extends InputState {}
declare(State, { ${fields} });
class Output {}
declare(Output, { mainVideo: Video() });
class Told extends ModelMessage {}
declare(Told, { version: MessageField({ type: 'string' }) });
export class Scene extends ReactorPipeline {
  async *inference() {
    for (;;) yield Idle;
  }
  tell() {
    return Object.assign(new Told(), { version: ${JSON.stringify(version)} });
  }
}
declare(Scene, { tell: Command({ reply: Told }) });
ReactorModel({ name: 'scene', file: import.meta.url, state: State, output: Output })(Scene);
`;

const PROMPT = `prompt: InputField({ default: 'nothing', maxLength: 100 })`;

describe('a model whose file is saved while viewers watch', () => {
  let folder: string;
  let app: AppProcess;
  let socket: SignalingSocket;

  const save = (text: string): void => writeFileSync(join(folder, 'scene', 'scene.mjs'), text);
  const notice = (code: string): Promise<Record<string, unknown>> =>
    until(
      `the notice ${code}`,
      () => socket.told.find((one) => one.type === 'notice' && one['code'] === code),
      LIMIT_MS,
    );
  const version = async (): Promise<unknown> => {
    const reply = (await socket.ask({ type: 'command', name: 'tell' })) as { message?: { data: { version: string } } };
    return reply.message?.data.version;
  };

  beforeAll(async () => {
    // Where Node finds the packages of the repository.
    folder = mkdtempSync(join(ROOT, 'node_modules', '.cache', 'hot-reload-'));
    mkdirSync(join(folder, 'scene'));
    save(model(PROMPT, 'one'));
    writeFileSync(join(folder, 'app.mjs'), APP);
    app = await AppProcess.start({ script: join(folder, 'app.mjs').slice(ROOT.length + 1) });
    socket = await SignalingSocket.open(app.url);
    const joined = await socket.ask({ type: 'join', subscribe: ['inputs', 'notices'] });
    expect(joined).toMatchObject({ type: 'joined' });
  }, LIMIT_MS);

  afterAll(async () => {
    socket?.close();
    await app?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'goes on as the new version with what viewers had set, in the same session',
    async () => {
      expect(await version()).toBe('one');
      await socket.ask({ type: 'command', name: 'set_prompt', args: { prompt: 'a lake' } });
      const before = await app.session();
      save(model(`${PROMPT}, mood: InputField({ default: 'calm' })`, 'two'));
      expect(await notice('model_reloaded')).toMatchObject({ dropped: [] });
      expect(await version()).toBe('two');
      expect(await app.session()).toMatchObject({ session_id: before.session_id, state: 'streaming' });
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
      save('export class Scene extends ReactorPipeline { inference( }');
      expect(await notice('model_reload_failed')).toMatchObject({
        message: expect.stringContaining('Unexpected token'),
      });
      expect(await version()).toBe('two');
      expect(app.log).toContain('the new version of scene does not load, and the old one runs on');
    },
    LIMIT_MS,
  );

  it(
    'drops what its new declaration does not take any more, and says so',
    async () => {
      save(model(`prompt: InputField({ default: 'x', maxLength: 3 })`, 'three'));
      await until('the third version', async () => (await version()) === 'three', LIMIT_MS);
      const last = socket.told.findLast((one) => one.type === 'notice' && one['code'] === 'model_reloaded');
      expect(last).toMatchObject({ dropped: ['prompt'] });
      expect(app.log).toContain('these inputs have their defaults again: prompt');
    },
    LIMIT_MS,
  );
});
