import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PNG } from 'pngjs';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'libs/cli/bin/reactor.js');

/** A project with the examples hello, which paints, and echo, which returns its camera. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reactor-headless-'));
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'dist/main.js'), '');
  for (const name of ['hello', 'echo', 'drawing']) {
    await cp(join(ROOT, 'dist/examples', name), join(folder, 'dist', name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(
    join(folder, 'scene.jsonl'),
    '{"frame": 4, "command": "set_brightness", "args": {"brightness": 0.3}}\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function reactor(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], { cwd: folder }, (error, out, errors) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, errors });
    });
    child.stdin?.end('{"command": "set_brightness", "args": {"brightness": 0.3}}\n');
  });
}

const facts = ({ out }: Ended): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;

describe('reactor headless', () => {
  it('makes the same frames again, and others when one line changes', async () => {
    const args = ['--model', 'hello', '--frames', '6', '--json'];
    const first = facts(await reactor('headless', 'scene.jsonl', ...args, '--out', 'golden.jsonl'));
    expect(first).toMatchObject({ model: 'hello', seed: 0, frames: 6, turns: 6 });
    const second = await reactor('headless', 'scene.jsonl', ...args, '--compare', 'golden.jsonl');
    expect([second.code, facts(second)['digest'], facts(second)['different']]).toEqual([0, first['digest'], null]);

    const changed = (await readFile(join(folder, 'scene.jsonl'), 'utf8')).replace('0.3', '0.31');
    await writeFile(join(folder, 'changed.jsonl'), changed);
    const third = await reactor('headless', 'changed.jsonl', ...args, '--compare', 'golden.jsonl');
    expect(third.code).toBe(5);
    expect(facts(third)).toMatchObject({ compared: 6, different: { frame: 4, tracks: ['main_video'] } });
  });

  it('writes PNG files and a video, and reads both as a camera', async () => {
    const made = await reactor('headless', '--model', 'hello', '--frames', '3', '--out', 'pictures', '--out', 'a.y4m');
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(await readdir(join(folder, 'pictures'))).toEqual(['000001.png', '000002.png', '000003.png']);
    const { width, height } = PNG.sync.read(await readFile(join(folder, 'pictures/000001.png')));
    expect([width, height]).toEqual([640, 360]);
    expect((await stat(join(folder, 'a.y4m'))).size).toBeGreaterThan(3 * 640 * 360 * 1.5);

    const seen = ['--model', 'echo', '--json'];
    expect(facts(await reactor('headless', ...seen, '--camera', 'a.y4m'))).toMatchObject({ frames: 3 });
    expect(facts(await reactor('headless', ...seen, '--camera', 'pictures'))).toMatchObject({ frames: 3 });
    // With a number of frames the camera begins again.
    expect(facts(await reactor('headless', ...seen, '--camera', 'pictures', '--frames', '5'))).toMatchObject({
      frames: 5,
    });
  });

  it('reads its script from standard input', async () => {
    const { code, out } = await reactor('headless', '-', '--model', 'hello', '--frames', '2');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^hello: 2 frames in [\d.]+ s, seed 0\ndigest [0-9a-f]{64}\n$/),
    ]);
  });

  it.each([
    ['a script with a bad line', ['headless', 'bad.jsonl', '--model', 'hello'], 6, 'bad.jsonl: line 2 is not JSON'],
    ['a missing script', ['headless', 'none.jsonl', '--model', 'hello'], 6, 'none.jsonl'],
    ['no camera for a model that reads one', ['headless', '--model', 'echo'], 2, 'reads webcam'],
    [
      'a camera that the model does not have',
      ['headless', '--model', 'hello', '--camera', 'a=b'],
      2,
      'reads no camera',
    ],
    ['an output of an unknown kind', ['headless', '--model', 'hello', '--out', 'a.mp4'], 2, 'NAME.y4m'],
    ['a seed that is no number', ['headless', '--seed', 'x'], 2, '--seed must be an integer'],
    ['what is no recording', ['replay', 'scene.jsonl'], 6, 'names no session'],
  ])('refuses %s', async (_, args, code, text) => {
    await writeFile(join(folder, 'bad.jsonl'), '\nnonsense\n');
    const ended = await reactor(...args);
    expect(ended.errors).toContain(text);
    expect(ended.code).toBe(code);
  });
});

describe('reactor replay', () => {
  it('compares with the recorded hashes, and names the first frame that differs', async () => {
    const { out } = await reactor(
      'headless',
      'scene.jsonl',
      '--model',
      'hello',
      '--frames',
      '6',
      '--out',
      'h.jsonl',
      '--json',
    );
    const frames = (await readFile(join(folder, 'h.jsonl'), 'utf8')).trim().split('\n');
    const lines = [
      { type: 'session', version: 1, model: 'hello', schema: 'of another day', fps: 30, seed: null, session: 's' },
      { type: 'join', ms: 0, turn: 1, client: 1001 },
      { type: 'command', ms: 100, turn: 4, frame: 4, client: 1001, name: 'set_brightness', args: { brightness: 0.3 } },
      ...frames.map((line) => ({ type: 'frame', ...(JSON.parse(line) as object) })),
      { type: 'end', ms: 200, frame: 6, turn: 6 },
    ];
    const recording = lines.map((line) => JSON.stringify(line)).join('\n');
    await writeFile(join(folder, 'a.session.jsonl'), recording);
    const same = await reactor('replay', 'a.session.jsonl', '--json');
    expect(same.errors).toContain('the schema of hello has changed');
    expect(facts(same)).toMatchObject({
      compared: 6,
      different: null,
      schema: 'changed',
      digest: (JSON.parse(out) as { digest: string }).digest,
    });

    await writeFile(join(folder, 'b.session.jsonl'), recording.replace('0.3', '0.4'));
    const other = await reactor('replay', 'b.session.jsonl');
    expect(other.code).toBe(5);
    expect(other.out).toContain('frame 4 is the first that differs from the recording, in main_video');
  });
});
