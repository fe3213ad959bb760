import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type DynamicModule, type INestApplication, Injectable, Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AnnouncedFile,
  type FileStore,
  type InputState,
  type MediaBundle,
  MediaEngine,
  type MediaRoom,
  type MediaRoomContext,
  type ModelSource,
  type ModelHost,
  type OutputSink,
  ReactorError,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  ReactorService,
  SessionService,
  type StoredFile,
  type Track,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { InlineModelHostFactory, LoopbackEngine } from '@nestjs-reactor/core/testing';
import { until } from '../../../../test/support/until.js';
import { testOffer } from './test-offer.js';

const ARCHIVE = mkdtempSync(join(tmpdir(), 'reactor-archive-'));

// #region store
/** Keeps the files of clients in one folder, also when their session is over. */
@Injectable()
export class ArchivedFiles implements FileStore {
  private readonly announced = new Map<string, AnnouncedFile>();
  private readonly stored = new Map<string, StoredFile>();

  reserve(_sessionId: string, file: AnnouncedFile): string {
    if (file.size > 1_000_000) throw new ReactorError('upload_too_large', 'a file may have 1 MB; send a smaller one');
    if (this.announced.size === 100) throw new ReactorError('upload_limit', 'the archive is full');
    const id = randomUUID();
    this.announced.set(id, file);
    return id;
  }

  async receive(id: string, body: Readable): Promise<void> {
    const file = this.announced.get(id);
    if (file === undefined) throw new ReactorError('unknown_upload', 'Upload not found');
    const path = join(ARCHIVE, id);
    const to = await open(path, 'wx');
    try {
      let bytes = 0;
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > file.size) throw new ReactorError('bad_upload', `${file.size} bytes were announced; more came`);
        await to.write(chunk);
      }
    } finally {
      await to.close();
    }
    this.stored.set(id, { upload_id: id, ...file, path, sniffedMimeType: file.mime_type });
  }

  async resolve(_sessionId: string, id: string): Promise<StoredFile | undefined> {
    return this.stored.get(id);
  }

  async clear(): Promise<void> {}
}
// #endregion

// #region engine
/** Leaves the work to another engine, and counts those who watch. */
@Injectable()
export class CountingEngine implements MediaEngine {
  readonly name = 'counting';
  peers = 0;
  readonly inner = new LoopbackEngine();

  open(tracks: readonly Track[], context: MediaRoomContext): MediaRoom {
    const room = this.inner.open(tracks, context);
    return {
      push: (bundle) => room.push(bundle),
      flush: () => room.flush(),
      createPeer: (options) => {
        const peer = room.createPeer(options);
        this.peers++;
        return peer;
      },
      close: () => room.close(),
    };
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
// #endregion

// #region sink
/** Keeps the brightness of the newest picture of a session. */
export class Brightness implements OutputSink {
  level = 0;

  push({ video }: MediaBundle): void {
    const picture = video['main_video'];
    if (picture !== undefined) this.level = picture.data[0]!;
  }

  flush(): void {}
  close(): void {}
}
// #endregion

const hosted: string[] = [];

/** Says which models it was asked to run. */
class ListedHosts extends InlineModelHostFactory {
  override create(source: ModelSource): ModelHost {
    hosted.push(source.name);
    return super.create(source);
  }
}

class Grey {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({ name: 'grey', output: Grey, fps: 60 })
class GreyModel extends ReactorPipeline<InputState, Grey> {
  *inference(): Generator<Grey, void, void> {
    const data = new Uint8Array(4 * 2 * 4).fill(200);
    while (true) yield { mainVideo: VideoFrame.rgba(4, 2, data) };
  }
}

let app: INestApplication;
let url: string;
beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  mkdirSync(ARCHIVE, { recursive: true });
  hosted.length = 0;
});
afterEach(async () => {
  await app?.close();
  app = undefined as never;
  rmSync(ARCHIVE, { recursive: true, force: true });
});

async function serve(module: DynamicModule): Promise<void> {
  const testing = await Test.createTestingModule({ imports: [module] }).compile();
  app = testing.createNestApplication();
  await app.listen(0, '127.0.0.1');
  await app.get(ReactorService).whenLoaded();
  url = await app.getUrl();
}

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, string>> {
  const json = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${url}${path}`, body === undefined ? { method } : json);
  return (await answer.json().catch(() => ({}))) as Record<string, string>;
}

/** A viewer of the running session. */
async function watch(): Promise<void> {
  const { session_id } = await ask('GET', '/session');
  const { connection_id } = await ask('POST', `/sessions/${session_id}/transport/webrtc/connections`);
  const { sdp, tracks } = testOffer([{ name: 'main_video', kind: 'video', direction: 'out' }]);
  const offer = { sdp_offer: sdp, track_mapping: tracks, client_info: { sdk_version: '2.12.3', sdk_type: 'js' } };
  await ask('POST', `/sessions/${session_id}/transport/webrtc/connections/${connection_id}/sdp_params`, offer);
}

async function upload(text: string): Promise<void> {
  const { session_id } = await ask('GET', '/session');
  const file = { name: 'note.txt', size: text.length, mime_type: 'text/plain' };
  const { presigned_url } = await ask('POST', `/sessions/${session_id}/uploads`, file);
  await fetch(presigned_url!, { method: 'PUT', body: text });
}

function engine(): CountingEngine {
  return app.get<CountingEngine>(MediaEngine, { strict: false });
}

const parts = {
  engines: [CountingEngine, { useValue: new LoopbackEngine() }],
  modelHostFactory: ListedHosts,
  fileStore: ArchivedFiles,
};

describe("an application's own parts", () => {
  it.each<[string, () => DynamicModule]>([
    ['forRoot', () => ReactorModule.forRoot({ models: [GreyModel], ...parts })],
    ['forRootAsync', () => ReactorModule.forRootAsync({ useFactory: () => ({ models: [GreyModel] }), ...parts })],
  ])('run its models, carry its media and store its files: %s', async (_name, module) => {
    await serve(module());
    expect(hosted).toEqual(['grey']);
    await ask('POST', '/start_session', {});
    await watch();
    expect(engine().peers).toBe(1);
    await upload('hello');
    const [stored] = readdirSync(ARCHIVE);
    expect(readFileSync(join(ARCHIVE, stored!), 'utf8')).toBe('hello');
    await ask('POST', '/stop_session', {});
    expect(readdirSync(ARCHIVE)).toHaveLength(1);
  });

  it('may be made by a factory, or exist already', async () => {
    const files = new ArchivedFiles();
    await serve(
      ReactorModule.forRoot({
        models: [GreyModel],
        engines: [{ useFactory: () => new CountingEngine() }],
        modelHostFactory: { useClass: ListedHosts },
        fileStore: { useValue: files },
      }),
    );
    await ask('POST', '/start_session', {});
    await upload('hello');
    expect(readdirSync(ARCHIVE)).toHaveLength(1);
  });

  it('are joined by sinks that a session gets while it runs', async () => {
    await serve(ReactorModule.forRoot({ models: [GreyModel], ...parts }));
    await ask('POST', '/start_session', {});
    // #region add-sink
    const session = app.get(SessionService).runtime().current;
    const brightness = new Brightness();
    const remove = session?.output.addSink('brightness', brightness);
    // #endregion
    await watch();
    engine().inner.peer.connect();
    await until('a picture', () => brightness.level > 100);
    await remove?.();
    brightness.level = 0;
    const { pushed } = engine().inner;
    await until('further pictures', () => engine().inner.pushed > pushed + 3);
    expect(brightness.level).toBe(0);
  });
});

describe('parts that cannot be', () => {
  it.each<[string, Parameters<typeof ReactorModule.forRoot>[0], string]>([
    ['an engine that is none', { engines: [null as never] }, 'engines[0] is neither a class nor a provider'],
    ['no engine', { engines: [] }, 'the application has no media engine'],
    ['engines of one name', { engines: [LoopbackEngine, LoopbackEngine] }, 'two media engines are called loopback'],
    ['a store by its name', { fileStore: 'disk' as never }, 'fileStore is neither a class nor a provider'],
    ['a host without a form', { modelHostFactory: {} as never }, 'modelHostFactory is neither a class nor a provider'],
  ])('stop the start: %s', async (_what, wrong, why) => {
    await expect(async () =>
      serve(ReactorModule.forRoot({ models: [GreyModel], modelHostFactory: ListedHosts, ...wrong })),
    ).rejects.toThrow(why);
  });

  it('stop the start where a factory returns them, which is too late', async () => {
    const late = { models: [GreyModel], engines: [CountingEngine] };
    await expect(serve(ReactorModule.forRootAsync({ useFactory: () => late }))).rejects.toThrow(
      'returned engines, which is too late; give it beside useFactory',
    );
  });
});
