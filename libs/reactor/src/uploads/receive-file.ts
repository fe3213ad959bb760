import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ReactorError } from '../errors/index.js';
import { SNIFFED_BYTES } from './sniff-mime-type.js';

export interface TransferLimits {
  /** Exactly so many bytes must come. */
  readonly size: number;
  /** Longest pause between two pieces, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Ends the transfer with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Writes a body to a new file as it comes, no faster than the disk takes it. The body is never destroyed, so that a
 * refusal can still be answered on its connection; where it was refused, the rest of it is unread.
 *
 * Rejects with `bad_upload` for a byte more or less than announced or a client that broke off, with `upload_stalled`, with
 * the signal's reason, or with the disk's error; nothing is left at `path` then.
 *
 * @returns the file's first bytes
 */
export async function receiveFile(body: Readable, path: string, limits: TransferLimits): Promise<Uint8Array> {
  const file = await open(path, 'wx', 0o600);
  try {
    const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    let head = Buffer.alloc(0);
    let received = 0;
    for (;;) {
      const { done, value: chunk } = await nextChunk(chunks, limits, received);
      if (done) break;
      received += chunk.length;
      if (received > limits.size) throw new ReactorError('bad_upload', `expected ${limits.size} bytes, got more`);
      if (head.length < SNIFFED_BYTES) head = Buffer.concat([head, chunk]).subarray(0, SNIFFED_BYTES);
      await file.writeFile(chunk);
    }
    if (received < limits.size) throw sizeMismatch(limits.size, received);
    return head;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

export function sizeMismatch(expected: number, got: number): ReactorError {
  return new ReactorError('bad_upload', `expected ${expected} bytes, got ${got}`);
}

function nextChunk(
  chunks: AsyncIterator<Buffer>,
  { size, stallTimeoutMs, signal }: TransferLimits,
  received: number,
): Promise<IteratorResult<Buffer>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => settle(() => reject(signal.reason as Error));
    const stalled = (): void =>
      settle(() =>
        reject(
          new ReactorError(
            'upload_stalled',
            `no byte came for ${stallTimeoutMs} ms, after ${received} of ${size}; send the file again`,
          ),
        ),
      );
    const timer = setTimeout(stalled, stallTimeoutMs);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      how();
    };
    signal.addEventListener('abort', stop, { once: true });
    chunks.next().then(
      (result) => settle(() => resolve(result)),
      (cause: unknown) =>
        settle(() =>
          reject(
            new ReactorError(
              'bad_upload',
              `the transfer broke off after ${received} of ${size} bytes; send the file again`,
              { cause },
            ),
          ),
        ),
    );
  });
}
