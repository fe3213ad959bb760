import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Command,
  Idle,
  InputField,
  InputState,
  OnConnected,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  type UploadedFile,
  Video,
} from '../authoring/index.js';
import { hasSchemaOf, HeadlessModel, readRecording, replay, type ReplayedFrame } from '../headless/index.js';
import { VideoFrame } from '../media/index.js';
import { TestReactor } from '../testing/index.js';
import { mergeRecordingOptions, type RecordingOptions } from './recording.options.js';
import { SessionRecordings } from './session-recordings.js';

class GrainState extends InputState {
  @InputField({ default: 40, min: 0, max: 255, type: 'integer' }) level!: number;
  @InputField({ default: 'none', secret: true, maxLength: 40 }) key!: string;
}

class Picture {
  @Video() mainVideo!: VideoFrame;
}

/** Grain whose seed and level are in every pixel; a level of 0 shows nothing. */
@ReactorModel({ name: 'grain', state: GrainState, output: Picture, fps: 120, bufferSize: 3 })
class Grain extends ReactorPipeline<GrainState, Picture> {
  private greeted = 0;

  @OnConnected()
  greet(): void {
    this.greeted++;
  }

  @Command()
  skip(): void {
    Math.random();
  }

  @Command()
  setImage(@InputField({ name: 'image', type: 'file' }) _image: UploadedFile): void {}

  *inference(): Generator<Turn<Picture>, void, void> {
    for (;;) {
      if (this.state.level === 0) {
        yield Idle;
        continue;
      }
      const pixels = Uint8Array.from({ length: 8 * 4 * 3 }, () => this.state.level * Math.random() + this.greeted);
      yield { mainVideo: VideoFrame.rgb(8, 4, pixels) };
    }
  }
}

let folder: string;
let reactor: TestReactor<Grain>;
let model: HeadlessModel | undefined;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await model?.close();
  await reactor?.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<RecordingOptions> = {}, seed?: number): Promise<void> {
  reactor = await TestReactor.start(Grain, { inference: { seed } });
  const recordings = new SessionRecordings(mergeRecordingOptions({ directory: folder, ...options }));
  await recordings.onModuleInit();
  recordings.watch(reactor.runtime.model, seed);
}

/** Ends the session; the text of its recording. */
async function recorded(): Promise<string> {
  await reactor.endSession();
  await reactor.close();
  const [name] = await readdir(folder);
  return await readFile(join(folder, name!), 'utf8');
}

/** All frames that a replay of the text makes. */
async function replayed(text: string, seed: number): Promise<ReplayedFrame[]> {
  model = await HeadlessModel.start(Grain, { seed });
  const frames: ReplayedFrame[] = [];
  for await (const frame of replay(model, readRecording(text))) frames.push(frame);
  return frames;
}

describe('a recorded session', () => {
  it('is the same when it is run again, frame by frame', async () => {
    await start({ frameHashes: true }, 7);
    const viewer = await reactor.join();
    await viewer.frames(5);
    await viewer.command('set_level', { level: 90 });
    await viewer.command('skip');
    await viewer.frames(7);
    await viewer.command('set_level', { level: 0 });
    // Turns that show nothing are turns too.
    await new Promise((resolve) => setTimeout(resolve, 40));
    const { frame } = await viewer.command('set_level', { level: 200 });
    await viewer.frames(4, { from: frame });
    const text = await recorded();

    const recording = readRecording(text);
    expect(recording).toMatchObject({ isCutOff: false, session: { model: 'grain', seed: 7, fps: 120 } });
    expect(recording.session.inputs).toEqual({ level: 40, image: null });
    expect(recording.events.map(({ action }) => ('name' in action ? action.name : action.kind))).toEqual([
      'connect',
      'set_level',
      'skip',
      'set_level',
      'set_level',
    ]);
    const frames = await replayed(text, 7);
    expect(frames.length).toBeGreaterThanOrEqual(16);
    expect(frames.length).toBe(recording.frames);
    expect(hasSchemaOf(recording, model!.manifest)).toBe(true);
    // All that were shown; those that the session's end discarded have no hash.
    expect(frames.filter(({ different }) => different?.length === 0).length).toBe(recording.hashes.size);
    expect(recording.hashes.size).toBeGreaterThanOrEqual(16);
  });

  it('differs from the first frame on that differs', async () => {
    await start({ frameHashes: true }, 7);
    const viewer = await reactor.join();
    await viewer.frames(3);
    const { frame } = await viewer.command('set_level', { level: 90 });
    await viewer.frames(3, { from: frame });
    const text = await recorded();
    const changed = await replayed(text.replace('"level":90', '"level":91'), 7);
    expect(changed.find(({ different }) => different!.length > 0)?.frame).toBe(frame);
    expect(changed[frame - 1]?.different).toEqual(['main_video']);
  });

  it('has no hashes without frameHashes, and then nothing is compared', async () => {
    await start();
    const viewer = await reactor.join();
    await viewer.frames(2);
    const text = await recorded();
    expect(text).not.toContain('"hashes"');
    const frames = await replayed(text, 0);
    expect(frames.length).toBeGreaterThanOrEqual(2);
    expect(frames.every(({ different }) => different === undefined)).toBe(true);
  });

  it('follows viewers that leave and come back', async () => {
    await start({ frameHashes: true }, 3);
    const first = await reactor.join();
    await first.frames(3);
    const second = await reactor.join();
    first.leave();
    await second.frames(3);
    second.leave();
    const third = await reactor.join();
    await third.frames(3);
    const actions = readRecording(await recorded()).events.map(({ action }) => action.kind);
    expect(actions).toEqual(['connect', 'connect', 'disconnect', 'disconnect', 'connect']);
  });

  it.each([
    ['a secret', async () => (await reactor.join()).command('set_key', { key: 'abracadabra' }), 'a secret value'],
    [
      'a file',
      async () => {
        const viewer = await reactor.join();
        return viewer.command('set_image', {}, { image: await viewer.upload('a.txt', new Uint8Array(3)) });
      },
      'a file of a client',
    ],
  ])('does not have %s, and says so when it is to be replayed', async (_, send, text) => {
    await start();
    await send();
    const recording = await recorded();
    expect(recording).not.toContain('abracadabra');
    expect(() => readRecording(recording)).toThrow(
      expect.objectContaining({ code: 'bad_recording', message: expect.stringContaining(`had ${text}`) }),
    );
  });

  it('ends at its size', async () => {
    await start({ frameHashes: true, maxFileBytes: 4_096 });
    const viewer = await reactor.join();
    await viewer.frames(60);
    const text = await recorded();
    expect(text.length).toBeLessThanOrEqual(4_096);
    expect(text.endsWith('{"type":"full"}\n')).toBe(true);
    expect(readRecording(text).isCutOff).toBe(true);
  });

  it('is readable when the server ended in the middle of a line', async () => {
    await start();
    await (await reactor.join()).frames(1);
    const text = await recorded();
    expect(readRecording(text.slice(0, -9))).toMatchObject({ isCutOff: true });
  });

  it('is not made beyond the number of files, with a warning', async () => {
    const warnings: string[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warnings.push(String(line)));
    await writeFile(join(folder, 'old.session.jsonl'), '');
    await start({ maxFiles: 1 });
    await (await reactor.join()).frames(1);
    await reactor.endSession();
    expect(await readdir(folder)).toEqual(['old.session.jsonl']);
    expect(warnings.join('\n')).toContain('as many as recording.maxFiles allows');
  });

  it('can only be read by its user', async () => {
    await start();
    await (await reactor.join()).frames(1);
    await recorded();
    const [name] = await readdir(folder);
    expect((await stat(join(folder, name!))).mode & 0o077).toBe(0);
  });
});

describe('recording', () => {
  it('stops the start where its folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const recordings = new SessionRecordings(mergeRecordingOptions({ directory: join(folder, 'file', 'sub') }));
    await expect(recordings.onModuleInit()).rejects.toMatchObject({ code: 'bad_configuration' });
  });

  it.each([
    ['what is no recording', '{"type":"frame"}', 'its first line names no session'],
    ['another version', '{"type":"session","version":2}', 'it has version 2'],
    ['a bad line in its middle', '{"type":"session","version":1}\nnonsense\n{"type":"end"}', 'line 2 is not JSON'],
  ])('of %s is refused', (_, text, problem) => {
    expect(() => readRecording(text, 'a.jsonl')).toThrow(
      expect.objectContaining({ code: 'bad_recording', message: expect.stringContaining(`a.jsonl: ${problem}`) }),
    );
  });

  it('of another model is refused', async () => {
    const session = { type: 'session', version: 1, model: 'other' };
    await expect(replayed(JSON.stringify(session), 0)).rejects.toMatchObject({ code: 'bad_recording' });
  });
});
