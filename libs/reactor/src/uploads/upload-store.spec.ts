import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReactorError } from '../errors/index.js';
import { PROCESS_NAMESPACE } from './process-namespace.js';
import { mergeUploadOptions, type UploadOptions } from './upload.options.js';
import { UploadStore } from './upload-store.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const HOST = hostname().replaceAll(/[^\w-]/g, '_');
/** No process has it. */
const GONE = 2 ** 22 + 1;
const TEXT = { name: 'note.txt', size: 4, mime_type: 'text/plain' };

let base: string;
let store: UploadStore;

async function open(options: Partial<UploadOptions> = {}): Promise<UploadStore> {
  await store?.onApplicationShutdown();
  store = new UploadStore(mergeUploadOptions({ directory: base, ...options }));
  await store.onModuleInit();
  return store;
}

/** Files of all sessions, by the names that the server gave them. */
function files(): string[] {
  return readdirSync(base).flatMap((directory) => readdirSync(join(base, directory)));
}

function sizes(): number[] {
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
}

async function refusal(attempt: Promise<unknown> | (() => unknown)): Promise<[string, string]> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt);
  } catch (error) {
    if (error instanceof ReactorError) return [error.code, error.message];
    throw error;
  }
  throw new Error('it was not refused');
}

/** On a machine that does ten other things nothing is quick; a condition that never holds still fails within the test's time. */
const WAIT_MS = 20_000;

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'upload-store-spec-'));
});
afterEach(async () => {
  await store.onApplicationShutdown();
  rmSync(base, { recursive: true, force: true });
});

describe('a file that is sent', () => {
  it('lies on disk as it came, and is told with what it claims and what it looks like', async () => {
    await open();
    const id = store.reserve('s', { name: 'cat.jpg', size: PNG.length, mime_type: 'image/jpeg' });
    await store.receive(id, Readable.from([PNG.subarray(0, 5), PNG.subarray(5)]), PNG.length);
    const file = await store.resolve('s', id);
    expect(file).toMatchObject({ name: 'cat.jpg', mime_type: 'image/jpeg', sniffedMimeType: 'image/png' });
    expect(readFileSync(file!.path)).toEqual(PNG);
    expect(statSync(file!.path).mode & 0o777).toBe(0o600);
  });

  it('keeps its claimed type where its bytes look like nothing known', async () => {
    await open();
    const id = store.reserve('s', TEXT);
    await store.receive(id, Readable.from([Buffer.from('abcd')]), undefined);
    expect((await store.resolve('s', id))?.sniffedMimeType).toBe('text/plain');
  });

  it('is named by the server, whatever the client calls it', async () => {
    await open();
    const id = store.reserve('s', { ...TEXT, name: '../../../escape.txt' }, 'chosen-id');
    await store.receive(id, Readable.from([Buffer.from('abcd')]), 4);
    expect(files()).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect((await store.resolve('s', id))?.name).toBe('../../../escape.txt');
  });

  it('lies in a directory that only its user may enter', async () => {
    await open();
    const [directory = ''] = readdirSync(base);
    expect(statSync(join(base, directory)).mode & 0o777).toBe(0o700);
  });

  it('can be used many times, by its own session alone', async () => {
    await open({ waitTimeoutMs: 0 });
    const id = store.reserve('s', TEXT);
    await store.receive(id, Readable.from([Buffer.from('abcd')]), 4);
    expect(await store.resolve('s', id)).toBeDefined();
    expect(await store.resolve('s', id)).toBeDefined();
    expect(await store.resolve('other', id)).toBeUndefined();
  });
});

describe('an announcement is refused', () => {
  it.each([
    ['without a name', { ...TEXT, name: '' }, undefined, 'bad_upload', 'name is required'],
    ['without a type', { ...TEXT, mime_type: '' }, undefined, 'bad_upload', 'mime_type is required'],
    ['of nothing', { ...TEXT, size: 0 }, undefined, 'bad_upload', 'size must be > 0'],
    ['of less than nothing', { ...TEXT, size: -1 }, undefined, 'bad_upload', 'size must be > 0'],
    ['with an empty id', TEXT, '', 'bad_upload', expect.stringContaining('upload_id')],
    ['with an id that climbs', TEXT, '../x', 'bad_upload', expect.stringContaining('upload_id')],
    ['with an id that is too long', TEXT, 'a'.repeat(129), 'bad_upload', expect.stringContaining('upload_id')],
    [
      'of more than a file may have',
      { ...TEXT, size: 101 },
      undefined,
      'upload_too_large',
      expect.stringContaining('100 bytes'),
    ],
  ])('%s', async (_, announced, id, code, message) => {
    await open({ maxFileBytes: 100 });
    expect(await refusal(() => store.reserve('s', announced, id))).toEqual([code, message]);
  });

  it('under an id that is taken, in whichever session', async () => {
    await open();
    store.reserve('s', TEXT, 'mine');
    expect(await refusal(() => store.reserve('other', TEXT, 'mine'))).toEqual([
      'upload_conflict',
      'Upload id already reserved',
    ]);
  });

  it('beyond the number of files, announced ones included', async () => {
    await open({ maxFiles: 2 });
    store.reserve('s', TEXT);
    store.reserve('s', TEXT);
    expect((await refusal(() => store.reserve('s', TEXT)))[0]).toBe('upload_limit');
    expect(store.reserve('other', TEXT)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('beyond the bytes of a session, announced ones included', async () => {
    await open({ maxSessionBytes: 10 });
    store.reserve('s', { ...TEXT, size: 6 });
    expect((await refusal(() => store.reserve('s', { ...TEXT, size: 5 })))[0]).toBe('upload_limit');
    expect(store.reserve('s', { ...TEXT, size: 4 })).toBeDefined();
  });
});

describe('bytes are refused', () => {
  it.each([
    ['before they are read, where the header says another number', 3, 'abc', 'expected 4 bytes, got 3'],
    ['when they go on past the end', undefined, 'abcde', 'expected 4 bytes, got more'],
    ['when they end too soon', undefined, 'abc', 'expected 4 bytes, got 3'],
  ])('%s', async (_, declared, bytes, message) => {
    await open();
    const id = store.reserve('s', TEXT);
    const body = Readable.from([Buffer.from(bytes)]);
    expect(await refusal(store.receive(id, body, declared))).toEqual(['bad_upload', message]);
    expect(body.readableDidRead).toBe(declared === undefined);
    expect(files()).toEqual([]);
  });

  it('where nothing was announced', async () => {
    await open();
    expect(await refusal(store.receive('nobody', Readable.from([]), 0))).toEqual([
      'unknown_upload',
      'Upload not found',
    ]);
  });

  it('when they came already, or are coming', async () => {
    await open();
    const id = store.reserve('s', TEXT);
    const body = new PassThrough();
    const first = store.receive(id, body, 4);
    expect(await refusal(store.receive(id, Readable.from([]), 4))).toEqual([
      'upload_conflict',
      'Upload already under way',
    ]);
    body.end('abcd');
    await first;
    expect(await refusal(store.receive(id, Readable.from([]), 4))).toEqual([
      'upload_conflict',
      'Upload already completed',
    ]);
  });

  it('while too many files are coming, and taken once one is there', async () => {
    await open({ maxTransfers: 1 });
    const [one, two] = [store.reserve('s', TEXT), store.reserve('s', TEXT)];
    const body = new PassThrough();
    const first = store.receive(one, body, 4);
    expect((await refusal(store.receive(two, Readable.from([]), 4)))[0]).toBe('upload_limit');
    body.end('abcd');
    await first;
    await store.receive(two, Readable.from([Buffer.from('abcd')]), 4);
  });

  it('when too many of their session are being received, while those of others go on', async () => {
    await open({ maxTransfers: 3, maxSessionTransfers: 1 });
    const [one, two, other] = [store.reserve('s', TEXT), store.reserve('s', TEXT), store.reserve('o', TEXT)];
    const body = new PassThrough();
    const first = store.receive(one, body, 4);
    expect(await refusal(store.receive(two, Readable.from([]), 4))).toEqual([
      'upload_limit',
      '1 files of the session are being received; try again in a moment',
    ]);
    await store.receive(other, Readable.from([Buffer.from('abcd')]), 4);
    body.end('abcd');
    await first;
    await store.receive(two, Readable.from([Buffer.from('abcd')]), 4);
  });

  it('when they stop coming', async () => {
    await open({ stallTimeoutMs: 20 });
    const id = store.reserve('s', TEXT);
    const body = new PassThrough();
    body.write('ab');
    expect((await refusal(store.receive(id, body, 4)))[0]).toBe('upload_stalled');
    expect(body.destroyed).toBe(false);
    expect(files()).toEqual([]);
  });

  it('when their client breaks off, and may be sent again', async () => {
    await open();
    const id = store.reserve('s', TEXT);
    const body = new PassThrough();
    const transfer = store.receive(id, body, 4);
    body.write('ab');
    await until(() => sizes().includes(2));
    body.destroy(new Error('aborted'));
    expect((await refusal(transfer))[0]).toBe('bad_upload');
    expect(files()).toEqual([]);
    await store.receive(id, Readable.from([Buffer.from('abcd')]), 4);
    expect(await store.resolve('s', id)).toBeDefined();
  });
});

describe('who names a file waits for it', () => {
  it('when its bytes are still coming, or it is not even announced', async () => {
    await open();
    const early = store.resolve('s', 'later');
    const id = store.reserve('s', TEXT, 'later');
    await store.receive(id, Readable.from([Buffer.from('abcd')]), 4);
    expect(await early).toMatchObject({ upload_id: 'later' });
  });

  it('no longer than the options say', async () => {
    await open({ waitTimeoutMs: 10 });
    expect(await store.resolve('s', 'never')).toBeUndefined();
  });

  it('no longer than its client stays', async () => {
    await open({ waitTimeoutMs: 60_000 });
    const gone = new AbortController();
    const waiting = store.resolve('s', 'never', gone.signal);
    gone.abort();
    expect(await waiting).toBeUndefined();
  });

  it('no longer than its session lasts', async () => {
    await open({ waitTimeoutMs: 60_000 });
    const waiting = store.resolve('s', 'never');
    await store.clear('s');
    expect(await waiting).toBeUndefined();
  });
});

describe('nothing is left', () => {
  it('of a session that ended: no file, no id, and a transfer is broken off', async () => {
    await open();
    const [done, half] = [store.reserve('s', TEXT), store.reserve('s', TEXT)];
    await store.receive(done, Readable.from([Buffer.from('abcd')]), 4);
    // It may be refused while the others are still being removed.
    const refused = refusal(store.receive(half, new PassThrough(), 4));
    await until(() => files().length === 2);
    await store.clear('s');
    expect((await refused)[0]).toBe('no_session');
    expect(files()).toEqual([]);
    expect((await refusal(store.receive(done, Readable.from([]), 4)))[0]).toBe('unknown_upload');
  });

  it('of a slot that was never filled', async () => {
    await open({ slotTimeoutMs: 10, maxFiles: 1 });
    const id = store.reserve('s', TEXT);
    let code = '';
    while (code !== 'unknown_upload') {
      await new Promise((resolve) => setTimeout(resolve, 5));
      [code] = await refusal(store.receive(id, Readable.from([]), 3));
    }
    expect(store.reserve('s', TEXT)).toBeDefined();
  });

  it('of the process', async () => {
    await open();
    await store.receive(store.reserve('s', TEXT), Readable.from([Buffer.from('abcd')]), 4);
    await store.onApplicationShutdown();
    expect(readdirSync(base)).toEqual([]);
  });

  it.each([
    ['a process that is gone', 2 ** 22 + 1, true],
    ['an earlier process with our own number', process.pid, true],
    ['a process that runs', process.ppid, false],
  ])('of %s, when the next one starts: %s', async (_, pid, removed) => {
    const name = `nestjs-reactor-uploads-${hostname().replaceAll(/[^\w-]/g, '_')}-${pid}-abcdef`;
    mkdirSync(join(base, name));
    const longAgo = new Date('2020-01-01');
    utimesSync(join(base, name), longAgo, longAgo);
    await open();
    expect(existsSync(join(base, name))).toBe(!removed);
  });

  it.each<[string, { pid: number; namespace: string; hours: number; removed: boolean }]>([
    [
      'a process in this PID namespace that is gone',
      { pid: GONE, namespace: PROCESS_NAMESPACE, hours: 0, removed: true },
    ],
    [
      'a process in this PID namespace that runs',
      { pid: process.ppid, namespace: PROCESS_NAMESPACE, hours: 99, removed: false },
    ],
    [
      'a process of another container, touched of late',
      { pid: GONE, namespace: '0badcafe', hours: 0.9, removed: false },
    ],
    [
      'a process of another container with our number',
      { pid: process.pid, namespace: '0badcafe', hours: 0.9, removed: false },
    ],
    [
      'a process of another container that touches it no more',
      { pid: 1, namespace: '0badcafe', hours: 1.1, removed: true },
    ],
  ])('of %s', async (_, { pid, namespace, hours, removed }) => {
    const path = join(base, `nestjs-reactor-uploads-${HOST}-${pid}-${namespace}-abcdef`);
    mkdirSync(path);
    const touched = new Date(Date.now() - hours * 3_600_000);
    utimesSync(path, touched, touched);
    await open();
    expect(existsSync(path)).toBe(!removed);
  });

  it('and what cannot be removed stops nothing', async () => {
    const path = join(base, `nestjs-reactor-uploads-${HOST}-${GONE}-${PROCESS_NAMESPACE}-abcdef`);
    mkdirSync(join(path, 'within'), { recursive: true });
    chmodSync(path, 0);
    symlinkSync('circle', join(base, `nestjs-reactor-uploads-${HOST}-${GONE}-circle`));
    symlinkSync(`nestjs-reactor-uploads-${HOST}-${GONE}-circle`, join(base, 'circle'));
    await open();
    expect(store.reserve('s', TEXT)).toBeDefined();
    if (existsSync(path)) chmodSync(path, 0o700);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('and what another user left stays', async () => {
    const path = join(base, `nestjs-reactor-uploads-${HOST}-${GONE}-${PROCESS_NAMESPACE}-abcdef`);
    mkdirSync(path);
    chownSync(path, 4_242, 4_242);
    await open();
    expect(existsSync(path)).toBe(true);
  });

  it('but what belongs to others stays', async () => {
    for (const name of ['photos', 'nestjs-reactor-uploads-elsewhere-1-abcdef']) mkdirSync(join(base, name));
    await open();
    expect(readdirSync(base)).toEqual(expect.arrayContaining(['photos', 'nestjs-reactor-uploads-elsewhere-1-abcdef']));
  });
});

describe('a cleaner of temporary files', () => {
  const send = async (): Promise<string> => {
    const id = store.reserve('s', TEXT);
    await store.receive(id, Readable.from([Buffer.from('abcd')]), 4);
    return id;
  };

  it('that removed the directory: it is made again, for its user alone', async () => {
    await open();
    rmSync(base, { recursive: true });
    await Promise.all([send(), send()]);
    const [directory, ...more] = readdirSync(base);
    expect(more).toEqual([]);
    expect([statSync(join(base, directory!)).mode & 0o777, files().length]).toEqual([0o700, 2]);
    await store.onApplicationShutdown();
    expect(readdirSync(base)).toEqual([]);
  });

  it('that removed a file: the command that names it is refused as if it had never come', async () => {
    await open();
    const id = await send();
    rmSync(join(base, readdirSync(base)[0]!, files()[0]!));
    expect(await store.resolve('s', id)).toBeUndefined();
  });
});

it('says at once that a directory cannot be made where nothing can', async () => {
  await open();
  const attempt = new UploadStore(mergeUploadOptions({ directory: '/proc/x' })).onModuleInit();
  expect(await refusal(attempt)).toEqual(['bad_configuration', expect.stringContaining("'/proc")]);
});

it('makes a directory with all that it lies in', async () => {
  await open({ directory: join(base, 'a', 'b') });
  expect(readdirSync(join(base, 'a', 'b'))).toHaveLength(1);
});

it('says at the start that its directory cannot be used', async () => {
  await open();
  writeFileSync(join(base, 'file'), '');
  const attempt = new UploadStore(mergeUploadOptions({ directory: join(base, 'file', 'within') })).onModuleInit();
  expect(await refusal(attempt)).toEqual([
    'bad_configuration',
    expect.stringMatching(/^uploads\.directory cannot be used \(.*\); name one/),
  ]);
});
