import { closeSync, existsSync, openSync, read, rmSync, statfsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { SLOT_STRIDE } from '../protocol/process-pipes.js';

/** Memory with the interface of a directory, on Linux. */
const MEMORY_DIRECTORY = '/dev/shm';

/** Bytes in which the pictures of a few workers find room: a container has 64 MB by default. */
const ENOUGH_MEMORY = 256 * 1024 * 1024;

let isNoted = false;

/** Logs once where the directory is small. @returns whether it is */
export function noteSmallMemory(directory: string, bytesOf = sizeOf): boolean {
  const bytes = bytesOf(directory);
  if (bytes === undefined || bytes >= ENOUGH_MEMORY) return false;
  if (!isNoted) {
    new Logger('Reactor').warn(
      `${directory} has ${Math.round(bytes / 1024 / 1024)} MB for the pictures of worker processes; what finds no room there goes through a pipe, which takes longer. ` +
        'In a container give it more: docker run --shm-size=1g, or shm_size: 1gb in a compose file',
    );
  }
  isNoted = true;
  return true;
}

/** Of its whole file system; undefined where the system does not say. */
function sizeOf(directory: string): number | undefined {
  try {
    const { blocks, bsize } = statfsSync(directory);
    return blocks * bsize;
  } catch {
    return undefined;
  }
}

/**
 * The file through which pictures of a worker process reach the server.
 *
 * Its name is removed as soon as it is open, so that nothing is left of it when both processes have ended, however they
 * do. Where the system keeps an open file's name, as on Windows, it is removed at the end.
 */
export class SlotFile {
  readonly fd: number;
  private readonly path: string;
  private named = true;
  private readonly reading = new Set<Promise<number>>();
  private closed = false;

  /** Throws where no file can be created. */
  constructor(directory = existsSync(MEMORY_DIRECTORY) ? MEMORY_DIRECTORY : tmpdir()) {
    this.path = join(directory, `nestjs-reactor-slots-${process.pid}-${randomUUID()}`);
    this.fd = openSync(this.path, 'wx+', 0o600);
    this.removeName();
    if (directory === MEMORY_DIRECTORY) noteSmallMemory(directory);
  }

  /** Fills the buffer with the slot's first bytes. Rejects where the file has fewer. */
  async read(slot: number, target: Uint8Array): Promise<void> {
    for (let filled = 0; filled < target.byteLength;) {
      const count = await this.readOnce(target, filled, slot * SLOT_STRIDE + filled);
      if (count === 0) throw new Error(`slot ${slot} has ${filled} of ${target.byteLength} bytes`);
      filled += count;
    }
  }

  /** The worker has ended. Resolves when the last read has. Safe to call twice. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    // Another file might get the number of a file that is still read.
    await Promise.allSettled(this.reading);
    closeSync(this.fd);
    if (this.named) this.removeName();
  }

  private async readOnce(target: Uint8Array, offset: number, position: number): Promise<number> {
    if (this.closed) throw new Error('the file of slots is closed');
    const reading = new Promise<number>((resolve, reject) => {
      read(this.fd, target, offset, target.byteLength - offset, position, (error, count) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
    this.reading.add(reading);
    try {
      return await reading;
    } finally {
      this.reading.delete(reading);
    }
  }

  private removeName(): void {
    try {
      rmSync(this.path, { force: true });
      this.named = false;
    } catch {
      // In use: tried again at the end.
    }
  }
}
