import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AppProcess } from './app-process.js';

const ROOT = join(import.meta.dirname, '..', '..');

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

/** An application whose one model is loaded again when its file changes. */
export class ReloadingApp {
  private constructor(
    private readonly folder: string,
    readonly app: AppProcess,
  ) {}

  /** @param version the model's first source */
  static async start(version: string): Promise<ReloadingApp> {
    // Where Node finds the packages of the repository.
    const folder = mkdtempSync(join(ROOT, 'node_modules', '.cache', 'hot-reload-'));
    mkdirSync(join(folder, 'scene'));
    writeFileSync(join(folder, 'scene', 'scene.mjs'), version);
    writeFileSync(join(folder, 'app.mjs'), APP);
    return new ReloadingApp(folder, await AppProcess.start({ script: relative(ROOT, join(folder, 'app.mjs')) }));
  }

  save(version: string): void {
    writeFileSync(join(this.folder, 'scene', 'scene.mjs'), version);
  }

  /** @returns the app's exit code */
  async stop(): Promise<number | null> {
    const code = await this.app.stop();
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
