import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { receiveFile } from './receive-file.js';

/** Bytes a second. */
const RATE = 1_000;

describe('the rate at which a file comes', () => {
  let directory: string;
  let path: string;
  let body: PassThrough;
  let sent: number;
  let outcome: string | undefined;

  beforeEach(() => {
    // The clock alone: the disk answers when it does.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    directory = mkdtempSync(join(tmpdir(), 'receive-file-spec-'));
    path = join(directory, 'file');
    body = new PassThrough();
    sent = 0;
    outcome = undefined;
  });
  afterEach(() => {
    jest.useRealTimers();
    rmSync(directory, { recursive: true, force: true });
  });

  function receive(minBytesPerSecond: number, stallTimeoutMs = 30_000): void {
    const { signal } = new AbortController();
    receiveFile(body, path, { size: 1_000_000, stallTimeoutMs, minBytesPerSecond, signal }).then(
      () => (outcome = 'complete'),
      (error: Error) => (outcome = error.message),
    );
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise(setImmediate);
  }

  /** So many seconds with so many bytes in each; until what came lies on the disk, no time goes by. */
  async function seconds(count: number, bytes: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      if (outcome !== undefined) return;
      body.write(Buffer.alloc(bytes));
      sent += bytes;
      await until(() => outcome !== undefined || statSync(path, { throwIfNoEntry: false })?.size === sent);
      await new Promise(setImmediate);
      jest.advanceTimersByTime(1_000);
      await new Promise(setImmediate);
    }
  }

  it('counts after ten seconds: a file that comes byte by byte is broken off', async () => {
    receive(RATE);
    await seconds(9, 1);
    expect(outcome).toBeUndefined();
    await seconds(2, 1);
    await until(() => outcome !== undefined);
    expect(outcome).toMatch(/^fewer than 1000 bytes a second arrived, after 1\d of 1000000; send the file again$/);
    expect(existsSync(path)).toBe(false);
  });

  it('is an average, and one that is kept lets the file go on', async () => {
    receive(RATE);
    await seconds(10, 2 * RATE);
    await seconds(9, 1);
    expect(outcome).toBeUndefined();
    await seconds(3, 1);
    await until(() => outcome !== undefined);
    expect(outcome).toMatch(/^fewer than 1000 bytes a second/);
  });

  it('is none where the application asks for none, and a pause still ends the file', async () => {
    receive(0, 5_000);
    await seconds(30, 1);
    expect(outcome).toBeUndefined();
    jest.advanceTimersByTime(5_000);
    await until(() => outcome !== undefined);
    expect(outcome).toMatch(/^no data arrived for 5000 ms/);
  });
});
