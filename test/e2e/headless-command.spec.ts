import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PNG } from 'pngjs';
import { SignalingSocket } from '../contract/support/signaling-socket.js';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'libs/cli/bin/reactor.js');

/** Each command loads the framework, and a server its model. */
const LIMIT_MS = 120_000;
jest.setTimeout(LIMIT_MS);

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

/** The oldest recording of a folder, so far. */
async function tape(tapes: string): Promise<string> {
  const [name] = (await readdir(tapes)).toSorted();
  return name === undefined ? '' : await readFile(join(tapes, name), 'utf8');
}

/** Number of the last frame that it has a hash of. */
async function last(tapes: string): Promise<number> {
  return Number([...(await tape(tapes)).matchAll(/"type":"frame","frame":(\d+)/g)].at(-1)?.[1] ?? 0);
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
  it(
    'makes every frame of a live session again',
    async () => {
      const tapes = join(folder, 'tapes');
      const env = { REACTOR_SEED: '7', REACTOR_RECORDING_DIR: tapes, REACTOR_RECORDING_HASHES: 'on' };
      const app = await AppProcess.start({ models: ['hello'], env });
      try {
        await app.becomes('ready');
        const client = await SignalingSocket.open(app.url);
        await client.ask({ type: 'join' });
        let frame = 0;
        for (const brightness of [0.3, 0.9]) {
          const answer = await client.ask({ type: 'command', name: 'set_brightness', args: { brightness } });
          expect(answer['frame']).toBeGreaterThan(frame);
          frame = answer['frame'] as number;
        }
        await until('ten frames more', async () => (await last(tapes)) >= frame + 10);
        await client.ask({ type: 'leave', stop: true });
        await until('the end of the recording', async () => (await tape(tapes)).includes('"type":"end"'));
        const [name] = await readdir(tapes);
        const again = facts(await reactor('replay', `tapes/${name}`, '--json'));
        expect(again).toMatchObject({ model: 'hello', seed: 7, schema: 'same', different: null });
        expect(again['compared']).toBeGreaterThanOrEqual(frame + 10);

        const live = facts(await reactor('replay', `tapes/${name}`, '--url', app.url, '--json'));
        expect(live).toMatchObject({ model: 'hello', commands: 2, refused: [] });
        const wrong = (await tape(tapes)).replace('"brightness":0.9', '"brightness":9');
        await writeFile(join(folder, 'wrong.session.jsonl'), wrong);
        const refused = await reactor('replay', 'wrong.session.jsonl', '--url', app.url);
        expect(refused.out).toMatch(/line \d+: set_brightness was refused \(invalid_command\)/);
        expect(refused.code).toBe(5);
      } finally {
        await app.stop();
      }
    },
    LIMIT_MS,
  );

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
