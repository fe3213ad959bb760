import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { RecordingLine } from './recording-line.js';

const FULL = lineOf({ type: 'full' });

/**
 * A file that lines are added to, up to its limit. Its owner is not to wait for the disk: what is not written yet is in
 * memory, and with the limit of the file bounded too.
 */
export class RecordingFile {
  private readonly stream: WriteStream;
  private left: number;
  private isFull = false;

  /**
   * @param maxBytes of the file
   * @param failed called once, where it cannot be written
   */
  constructor(
    readonly path: string,
    maxBytes: number,
    failed: (error: Error) => void,
  ) {
    this.left = maxBytes - FULL.length;
    this.stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    this.stream.once('error', failed);
    // A second failure is no news.
    this.stream.on('error', () => {});
  }

  write(line: RecordingLine): void {
    if (this.isFull || this.stream.destroyed) return;
    const text = lineOf(line);
    const bytes = Buffer.byteLength(text);
    this.isFull = bytes > this.left;
    this.left -= bytes;
    this.stream.write(this.isFull ? FULL : text);
  }

  /** Resolves when all is written, or cannot be. */
  async close(): Promise<void> {
    this.stream.end();
    await finished(this.stream).catch(() => undefined);
  }
}

function lineOf(line: RecordingLine): string {
  return `${JSON.stringify(line)}\n`;
}
