import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { cloudSettings } from '../cloud.options.js';
import { hashOf } from './api-key.js';
import { FileKeyStore } from './file-key-store.js';
import { KeyRing } from './key-ring.js';

let directory: string;
let store: FileKeyStore;
let ring: KeyRing;
let withdrawn: string[];

const file = (): string => join(directory, 'keys.json');

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reactor-keys-'));
  ring = new KeyRing(directory);
  store = new FileKeyStore(cloudSettings({ directory }));
  withdrawn = [];
  store.onWithdrawn((id) => withdrawn.push(id));
});
afterEach(async () => {
  store.onModuleDestroy();
  await rm(directory, { recursive: true, force: true });
});

describe('API keys in a file', () => {
  it('are stored as hashes, for this user alone', async () => {
    const { text, key } = await ring.create({ name: 'shop', models: ['echo'], maxSessions: 3 });
    expect(await readFile(file(), 'utf8')).not.toContain(text.slice(-20));
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    await store.onModuleInit();
    expect(await store.find(hashOf(text))).toEqual(key);
    expect(await store.get(key.id)).toEqual(key);
    expect(await store.find(hashOf(`${text}x`))).toBeUndefined();
  });

  it('are none where there is no file', async () => {
    await store.onModuleInit();
    expect(await ring.list()).toEqual([]);
    expect(await store.find(hashOf('rk_any'))).toBeUndefined();
  });

  it('tells once of a key that was withdrawn, or removed', async () => {
    const [first, second] = [await ring.create({ name: 'a' }), await ring.create({ name: 'b' })];
    await store.onModuleInit();
    await ring.withdraw(first.key.id);
    await store.reload();
    await store.reload();
    expect(withdrawn).toEqual([first.key.id]);
    expect(await store.get(first.key.id)).toMatchObject({ withdrawnAt: expect.any(Date) });
    await rm(file());
    await store.reload();
    expect(withdrawn).toEqual([first.key.id, second.key.id]);
  });

  it('stay as they were while the file cannot be read', async () => {
    const { text, key } = await ring.create({ name: 'a' });
    await store.onModuleInit();
    await writeFile(file(), '{ "keys": [');
    await store.reload();
    expect(await store.find(hashOf(text))).toEqual(key);
    expect(withdrawn).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'is no JSON object'],
    ['no list', '{}', 'has no list "keys"'],
    ['a key without a hash', '{"keys":[{"id":"a","name":"b","roles":[]}]}', 'has a key that cannot be read, number 1'],
  ])('stop the start for %s', async (_, text, message) => {
    await writeFile(file(), text, { mode: 0o600 });
    await expect(store.onModuleInit()).rejects.toEqual(
      expect.objectContaining({ code: 'bad_configuration', message: expect.stringContaining(message) }),
    );
  });

  it('stop the start where other users may read them', async () => {
    await ring.create({ name: 'a' });
    await chmod(file(), 0o644);
    await expect(store.onModuleInit()).rejects.toEqual(
      expect.objectContaining({ code: 'bad_configuration', message: expect.stringContaining('chmod 600') }),
    );
  });

  it('refuse to withdraw one that is not there', async () => {
    await expect(ring.withdraw('nobody')).rejects.toEqual(expect.objectContaining({ code: 'unknown_key' }));
  });
});
