import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Command,
  CommandError,
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
import { VideoFrame } from '../media/index.js';
import {
  type Camera,
  hashFrame,
  HeadlessModel,
  type HeadlessModelClass,
  type HeadlessOptions,
  play,
  readScript,
  withClient,
  Y4mReader,
  Y4mWriter,
} from './index.js';

class GrainState extends InputState {
  @InputField({ default: 0, min: 0, max: 255, type: 'integer' }) level!: number;
}

class Picture {
  @Video() mainVideo!: VideoFrame;
}

const grey = (level: number): VideoFrame => VideoFrame.rgb(16, 8, new Uint8Array(16 * 8 * 3).fill(level));

/** Grain over a level, with turns that are as long as they like. */
@ReactorModel({ name: 'grain', state: GrainState, output: Picture, bufferSize: 4 })
class Grain extends ReactorPipeline<GrainState, Picture> {
  greeted = 0;

  @OnConnected()
  greet(): void {
    this.greeted++;
  }

  @Command()
  refuse(): void {
    throw new CommandError('too_dark', 'It is too dark.');
  }

  async *inference(): AsyncGenerator<Turn<Picture>, void, void> {
    for (let i = 0; ; i++) {
      if (i % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
      const pixels = Uint8Array.from({ length: 16 * 8 * 3 }, () => this.state.level + 60 * Math.random());
      yield { mainVideo: VideoFrame.rgb(16, 8, pixels) };
    }
  }
}

@ReactorModel({ name: 'waiting', state: GrainState, output: Picture })
class Waiting extends ReactorPipeline<GrainState, Picture> {
  *inference(): Generator<Turn<Picture>, void, void> {
    for (;;) yield this.state.level === 0 ? Idle : { mainVideo: grey(this.state.level) };
  }
}

@ReactorModel({ name: 'batch', state: GrainState, output: Picture, fps: 10 })
class Batch extends ReactorPipeline<GrainState, Picture> {
  *inference(): Generator<Turn<Picture>, void, void> {
    for (;;) yield { mainVideo: [1, 2, 3].map((step) => grey(step * 10 + this.state.level)) };
  }
}

@ReactorModel({ name: 'looping', state: GrainState, output: Picture })
class Looping extends ReactorModel<GrainState, Picture> {
  async run(): Promise<void> {
    for (;;) {
      await this.emit({ mainVideo: grey(this.state.level) });
    }
  }
}

class Senses {
  @Video() webcam!: VideoFrame;
}

@ReactorModel({ name: 'pairs', input: Senses, output: Picture })
class Pairs extends ReactorPipeline<InputState, Picture, Senses> {
  async *inference(): AsyncGenerator<Turn<Picture>, void, void> {
    for (;;) {
      const [first, second] = await this.input.webcam.read(2, { mode: 'fifo' });
      yield { mainVideo: grey((first!.toRgba()[0]! + second!.toRgba()[0]!) / 2) };
    }
  }
}

@ReactorModel({ name: 'failing', output: Picture })
class Failing extends ReactorPipeline<InputState, Picture> {
  *inference(): Generator<Turn<Picture>, void, void> {
    yield { mainVideo: grey(1) };
    throw new Error('the second turn fails');
  }
}

@ReactorModel({ name: 'reading', output: Picture })
class Reading extends ReactorPipeline<InputState, Picture> {
  private level = 0;

  @Command()
  async setImage(@InputField({ name: 'image', type: 'file' }) image: UploadedFile): Promise<void> {
    this.level = (await image.bytes()).length;
  }

  *inference(): Generator<Turn<Picture>, void, void> {
    for (;;) yield { mainVideo: grey(this.level) };
  }
}

let model: HeadlessModel | undefined;
afterEach(async () => {
  await model?.close();
  model = undefined;
});

beforeAll(() => Logger.overrideLogger(false));

interface Given extends HeadlessOptions {
  readonly script?: string;
  readonly frames?: number;
  readonly cameras?: Readonly<Record<string, Camera>>;
}

/** Hashes of the frames that a run of the model makes, and the level of the first pixel. */
async function run(
  modelClass: HeadlessModelClass,
  { script = '', frames = 8, cameras, ...options }: Given = {},
): Promise<{ readonly hashes: string[]; readonly levels: number[] }> {
  model = await HeadlessModel.start(modelClass, options);
  const events = withClient(readScript(script, { manifest: model.manifest, fps: model.fps }));
  const made = { hashes: [] as string[], levels: [] as number[] };
  for await (const bundle of play(model, { frames, events, ...(cameras === undefined ? {} : { cameras }) })) {
    made.hashes.push(hashFrame(bundle)['main_video']!);
    made.levels.push(VideoFrame.fromPicture(bundle.video['main_video']!).toRgba()[0]!);
  }
  await model.close();
  return made;
}

describe('a headless run', () => {
  const SCRIPT =
    '{"frame": 3, "command": "set_level", "args": {"level": 90}}\n\n{"frame": 6, "command": "set_level"}\n';

  it('makes the same frames from the same seed and script', async () => {
    const first = await run(Grain, { script: SCRIPT, seed: 7 });
    const second = await run(Grain, { script: SCRIPT, seed: 7 });
    expect(new Set(first.hashes).size).toBe(8);
    expect(second.hashes).toEqual(first.hashes);
  });

  it('differs from the frame of a changed line on', async () => {
    const first = await run(Grain, { script: SCRIPT });
    const changed = await run(Grain, { script: SCRIPT.replace('90', '91') });
    expect(changed.hashes.map((hash, i) => hash === first.hashes[i])).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('differs with another seed', async () => {
    expect((await run(Grain, { seed: 1 })).hashes[0]).not.toBe((await run(Grain, { seed: 2 })).hashes[0]);
  });

  it('gives Math.random back', async () => {
    const before = Math.random;
    await run(Grain);
    expect(Math.random).toBe(before);
  });

  it('applies a command right before its frame, however far a model may work ahead', async () => {
    const script = '{"frame": 4, "command": "set_level", "args": {"level": 190}}';
    const { levels } = await run(Grain, { script, frames: 5 });
    expect(levels.map((level) => level >= 180)).toEqual([false, false, false, true, true]);
  });

  it('takes a time in milliseconds of the video', async () => {
    const script = '{"ms": 500, "command": "set_level", "args": {"level": 100}}';
    const { levels } = await run(Batch, { script, frames: 9 });
    // Frame 6 is due; its turn began with frame 4, so the next turn is the first that has it.
    expect(levels.map((level) => Math.round(level / 10))).toEqual([1, 2, 3, 1, 2, 3, 11, 12, 13]);
  });

  it('runs hooks and commands before the first turn', async () => {
    const script = '{"command": "set_level", "args": {"level": 200}}';
    const { levels } = await run(Waiting, { script, frames: 2 });
    expect(levels).toEqual([200, 200]);
  });

  it('goes on to the next command where a model waits for it', async () => {
    const script = '{"frame": 50, "command": "set_level", "args": {"level": 200}}';
    const { levels } = await run(Waiting, { script, frames: 2 });
    expect(levels).toEqual([200, 200]);
  });

  it('says that a model makes nothing', async () => {
    await expect(run(Waiting)).rejects.toMatchObject({
      code: 'no_output',
      message: expect.stringContaining('waiting'),
    });
  });

  it('drives a model with a loop', async () => {
    const script = '{"frame": 3, "command": "set_level", "args": {"level": 200}}';
    const { levels } = await run(Looping, { script, frames: 4 });
    expect(levels).toEqual([0, 0, 200, 200]);
  });

  it('gives a read the pictures that it waits for, in order', async () => {
    let shown = 0;
    const webcam = (): VideoFrame => grey((shown += 10));
    const { levels } = await run(Pairs, { frames: 3, cameras: { webcam } });
    expect(levels).toEqual([15, 35, 55]);
  });

  it('ends with its camera', async () => {
    const pictures = [10, 20, 30, 40].map(grey);
    const { levels } = await run(Pairs, { cameras: { webcam: () => pictures.shift() } });
    expect(levels).toEqual([15, 35]);
  });

  it('refuses to read from a camera that is not there', async () => {
    await expect(run(Pairs)).rejects.toMatchObject({ code: 'no_input', message: expect.stringContaining('webcam') });
  });

  it('ends when the model fails', async () => {
    await expect(run(Failing)).rejects.toMatchObject({ code: 'model_failed' });
  });

  it('names the line of a command that the model refuses', async () => {
    await expect(run(Grain, { script: '\n{"command": "refuse"}' })).rejects.toMatchObject({
      code: 'command_refused',
      message: 'line 2: refuse was refused (too_dark): It is too dark.',
    });
  });

  it('ends a turn that takes too long', async () => {
    await expect(run(Grain, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'turn_timeout' });
  });

  it('gives a command the files that it names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headless-'));
    try {
      await writeFile(join(folder, 'hundred.bin'), Buffer.alloc(100, 7));
      model = await HeadlessModel.start(Reading);
      const text = '{"frame": 2, "command": "set_image", "files": {"image": "hundred.bin"}}';
      const events = withClient(readScript(text, { manifest: model.manifest, fps: 30, folder }));
      const levels: number[] = [];
      for await (const { video } of play(model, { frames: 2, events })) {
        levels.push(VideoFrame.fromPicture(video['main_video']!).toRgba()[0]!);
      }
      expect(levels).toEqual([0, 100]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a script', () => {
  const bad: [string, string][] = [
    ['nonsense', 'line 1 is not JSON'],
    ['[1]', 'line 1 is not an object'],
    ['{"frame": 1}', 'line 1 names no command'],
    ['{"command": "set_level", "at": 3}', 'line 1 has the unknown key "at"'],
    ['{"command": "set_level", "frame": 0}', 'line 1 has a frame that is no whole number from 1 (got 0)'],
    ['{"command": "set_level", "ms": -1}', 'line 1 has an ms that is no number from 0'],
    ['{"command": "set_level", "ms": 1, "frame": 1}', 'line 1 has both frame and ms'],
    ['{"command": "set_level", "files": ["a"]}', 'line 1 has files that are no object of paths'],
    ['{"command": "set_mood"}', 'line 1 names an unknown command: grain has no command "set_mood"'],
    ['{"command": "set_level", "args": {"level": 999}}', 'line 1 has a command that is refused: set_level'],
  ];

  it.each(bad)('%s is refused', async (text, problem) => {
    model = await HeadlessModel.start(Grain);
    const { manifest } = model;
    expect(() => readScript(text, { manifest, fps: 30 })).toThrow(
      expect.objectContaining({ code: 'bad_script', message: expect.stringContaining(problem) }),
    );
  });

  it('is refused with all of its bad lines', async () => {
    model = await HeadlessModel.start(Grain);
    const { manifest } = model;
    const text = '{}\n\n{"command": "set_level"}\nnonsense\r\n';
    expect(() => readScript(text, { manifest, fps: 30, name: 'a.jsonl' })).toThrow(
      'a.jsonl: line 1 names no command; give "command": "set_prompt"\n  line 4 is not JSON',
    );
  });
});

describe('a y4m video', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'y4m-'));
    return () => rm(folder, { recursive: true });
  });

  it('is read as it was written, odd sizes too', async () => {
    const path = join(folder, 'a.y4m');
    const writer = await Y4mWriter.create(path, 29.97);
    const pictures = [1, 2].map((seed) => ({
      width: 5,
      height: 3,
      data: Uint8Array.from({ length: 15 + 2 * 6 }, (_, i) => (i * 31 + seed) % 256),
    }));
    for (const picture of pictures) await writer.write(picture);
    await expect(writer.write({ width: 4, height: 2, data: new Uint8Array(12) })).rejects.toMatchObject({
      code: 'bad_video',
    });
    await writer.close();

    const reader = await Y4mReader.open(path);
    expect(reader.fps).toBe(29.97);
    const read = async (): Promise<Uint8Array | undefined> => {
      const frame = await reader.next();
      const data = new Uint8Array(27);
      frame?.writeI420(data);
      return frame === undefined ? undefined : data;
    };
    expect([await read(), await read(), await read()]).toEqual([pictures[0]!.data, pictures[1]!.data, undefined]);
    reader.rewind();
    expect(await read()).toEqual(pictures[0]!.data);
    await reader.close();
  });

  it.each([
    ['what is no video', 'RIFF....', 'is no YUV4MPEG2 video'],
    ['other colours', 'YUV4MPEG2 W4 H2 F30:1 C444\n', 'C444'],
    ['an impossible size', 'YUV4MPEG2 W0 H2\n', '0x2'],
  ])('refuses %s', async (_, text, problem) => {
    const path = join(folder, 'bad.y4m');
    await writeFile(path, text);
    await expect(Y4mReader.open(path)).rejects.toMatchObject({
      code: 'bad_video',
      message: expect.stringContaining(problem),
    });
  });

  it('refuses one that is cut off', async () => {
    const path = join(folder, 'cut.y4m');
    const writer = await Y4mWriter.create(path, 30);
    await writer.write({ width: 4, height: 2, data: new Uint8Array(12) });
    await writer.close();
    await writeFile(path, (await readFile(path)).subarray(0, -1));
    const reader = await Y4mReader.open(path);
    await expect(reader.next()).rejects.toMatchObject({ message: expect.stringContaining('ends within a frame') });
    await reader.close();
  });
});
