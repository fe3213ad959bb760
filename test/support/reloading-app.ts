import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from './app-process.js';
import { until } from './until.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** @param model an expression for it, after the imports that it needs */
const appOf = ({ imports, model }: SceneFile): string => `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { pythonModel, ReactorModule, ReactorService } from '@nestjs-reactor/core';
${imports}

class AppModule {}
Reflect.defineMetadata('imports', [ReactorModule.forRoot({ models: [${model}], inference: { reloadOnChange: true } })], AppModule);
const app = await NestFactory.create(AppModule, { bodyParser: false, forceCloseConnections: true });
await app.listen(Number(process.env.PORT), '127.0.0.1');
await app.get(ReactorService).whenLoaded();
console.log('Open http://127.0.0.1:' + app.getHttpServer().address().port);
process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
`;

/** Where the model is written, and how the application names it. */
interface SceneFile {
  readonly name: string;
  readonly imports: string;
  readonly model: string;
}

const IN_JAVASCRIPT: SceneFile = {
  name: 'scene.mjs',
  imports: `import { Scene } from './scene/scene.mjs';`,
  model: 'Scene',
};

/** @param python path of the interpreter */
export function inPython(python: string): SceneFile {
  const cwd = `new URL('./scene', import.meta.url).pathname`;
  const model = `pythonModel({ entry: 'scene:Scene', cwd: ${cwd}, python: ${JSON.stringify(python)} })`;
  return { name: 'scene.py', imports: '', model };
}

/**
 * A version of the model `scene`, which shows one shade of grey.
 *
 * @param fields of its state: decorators by property, in JavaScript
 * @param version what the command `tell` replies
 * @param shade of its picture, 0 to 255
 */
export const sceneModel = (fields: string, version: string, shade = 128): string => `
import 'reflect-metadata';
import { Command, InputField, InputState, MessageField, ModelMessage, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

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
    for (;;) yield { mainVideo: VideoFrame.rgb(64, 48, new Uint8Array(64 * 48 * 3).fill(${shade})) };
  }
  tell() {
    return Object.assign(new Told(), { version: ${JSON.stringify(version)} });
  }
}
declare(Scene, { tell: Command({ reply: Told }) });
ReactorModel({ name: 'scene', file: import.meta.url, state: State, output: Output, fps: 10 })(Scene);
`;

/** A new version loads within this time, also on a busy machine. */
const LOAD_LIMIT_MS = 60_000;

/** The first notice of this code that a client gets, or has got. */
export async function noticeOf(socket: SignalingSocket, code: string): Promise<Record<string, unknown>> {
  const find = (): Record<string, unknown> | undefined =>
    socket.told.find((one) => one.type === 'notice' && one['code'] === code);
  return await until(`the notice ${code}`, find, LOAD_LIMIT_MS);
}

/** What the running version of the model `scene` says of itself. */
export async function versionOf(socket: SignalingSocket): Promise<string | undefined> {
  const reply = (await socket.ask({ type: 'command', name: 'tell' })) as { message?: { data: { version: string } } };
  return reply.message?.data.version;
}

/** An application whose one model is loaded again when its file changes. */
export class ReloadingApp {
  private constructor(
    private readonly folder: string,
    private readonly file: string,
    readonly app: AppProcess,
  ) {}

  /** @param version the model's first source */
  static async start(version: string, file: SceneFile = IN_JAVASCRIPT): Promise<ReloadingApp> {
    // Where Node finds the packages of the repository.
    const folder = mkdtempSync(join(ROOT, 'node_modules', '.cache', 'hot-reload-'));
    mkdirSync(join(folder, 'scene'));
    const path = join(folder, 'scene', file.name);
    writeFileSync(path, version);
    writeFileSync(join(folder, 'app.mjs'), appOf(file));
    return new ReloadingApp(folder, path, await AppProcess.start({ script: relative(ROOT, join(folder, 'app.mjs')) }));
  }

  save(version: string): void {
    writeFileSync(this.file, version);
  }

  /** @returns the app's exit code */
  async stop(): Promise<number | null> {
    const code = await this.app.stop();
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
