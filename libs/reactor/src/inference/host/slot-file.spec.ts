import { fstatSync, readdirSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SLOT_STRIDE } from '../protocol/process-pipes.js';
import { noteSmallMemory, SlotFile } from './slot-file.js';

let directory: string;
let file: SlotFile;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slots-'));
  file = new SlotFile(directory);
});
afterEach(async () => {
  await file.close();
  await rm(directory, { recursive: true });
});

describe('the file of slots', () => {
  it('has no name that could be left behind, and is its user’s alone', () => {
    expect(readdirSync(directory)).toEqual([]);
    expect(fstatSync(file.fd).mode & 0o777).toBe(0o600);
  });

  it('has each slot at its place', async () => {
    writeSync(file.fd, Uint8Array.of(1, 2, 3), 0, 3, 0);
    writeSync(file.fd, Uint8Array.of(4, 5, 6), 0, 3, 5 * SLOT_STRIDE);
    const targets = [new Uint8Array(3), new Uint8Array(2)];
    await Promise.all([file.read(0, targets[0]!), file.read(5, targets[1]!)]);
    expect(targets.map((bytes) => [...bytes])).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('refuses a slot that was not written whole', async () => {
    writeSync(file.fd, Uint8Array.of(1, 2, 3), 0, 3, SLOT_STRIDE);
    await expect(file.read(1, new Uint8Array(4))).rejects.toThrow('slot 1 has 3 of 4 bytes');
  });

  it('is closed when the last read has ended, and read no more', async () => {
    writeSync(file.fd, new Uint8Array(1_000_000), 0, 1_000_000, 0);
    const reading = file.read(0, new Uint8Array(1_000_000));
    await file.close();
    await expect(reading).resolves.toBeUndefined();
    await expect(file.read(0, new Uint8Array(1))).rejects.toThrow('closed');
    await file.close();
  });
});

describe('a small memory for pictures', () => {
  it('is said once, with the option that raises it', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const ofContainer = (): number => 64 * 1024 * 1024;
    expect([noteSmallMemory('/dev/shm', ofContainer), noteSmallMemory('/dev/shm', ofContainer)]).toEqual([true, true]);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^\/dev\/shm has 64 MB .*docker run --shm-size=1g/)]]);
    warn.mockRestore();
  });

  it('is none where there is enough, or the system does not say', () => {
    expect(noteSmallMemory('/dev/shm', () => 1024 ** 3)).toBe(false);
    expect(noteSmallMemory('/dev/shm', () => undefined)).toBe(false);
  });
});
