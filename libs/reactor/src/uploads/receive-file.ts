import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ReactorError } from '../errors/index.js';
import { SNIFFED_BYTES } from './sniff-mime-type.js';

/**
 * Milliseconds of waiting for the client before its rate counts: a small file, or a link that starts slowly, is done by
 * then.
 */
export const RATE_GRACE_MS = 10_000;

export interface TransferLimits {
  /** Exact number of bytes expected. */
  readonly size: number;
  /** Longest pause between two chunks, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Least average rate after {@link RATE_GRACE_MS}; zero or less disables it. */
  readonly minBytesPerSecond: number;
  /** Ends the transfer with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Writes a body to a new file as it arrives, no faster than the disk can write. The body is never destroyed, so that an
 * error can still be answered on its connection; after an error, the rest of it is unread.
 *
 * Rejects with `bad_upload` for a size other than announced or a client that disconnected, with `upload_stalled`, with
 * the signal's reason, or with the disk's error; then no file remains at `path`.
 *
 * @returns the file's first bytes
 */
export async function receiveFile(body: Readable, path: string, limits: TransferLimits): Promise<Uint8Array> {
  const file = await open(path, 'wx', 0o600);
  try {
    const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    let head = Buffer.alloc(0);
    let received = 0;
    // Time spent on the disk does not count against the client.
    let waitedMs = 0;
    for (;;) {
      const sinceMs = performance.now();
      const { done, value: chunk } = await nextChunk(chunks, limits, received, waitedMs);
      waitedMs += performance.now() - sinceMs;
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
  limits: TransferLimits,
  received: number,
  waitedMs: number,
): Promise<IteratorResult<Buffer>> {
  const { size, signal } = limits;
  const timeLimit = timeLimitFor(limits, received, waitedMs);
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => settle(() => reject(signal.reason as Error));
    const stalled = (): void =>
      settle(() =>
        reject(
          new ReactorError('upload_stalled', `${timeLimit.why}, after ${received} of ${size}; send the file again`),
        ),
      );
    const timer = setTimeout(stalled, timeLimit.ms);
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
              `the transfer was interrupted after ${received} of ${size} bytes; send the file again`,
              { cause },
            ),
          ),
        ),
    );
  });
}

/** How long the next chunk may take, and the error for one that takes longer. */
function timeLimitFor(
  { stallTimeoutMs, minBytesPerSecond }: TransferLimits,
  received: number,
  waitedMs: number,
): { readonly ms: number; readonly why: string } {
  // From then on the average rate is below the minimum.
  const tooSlowMs =
    minBytesPerSecond > 0 ? Math.max(RATE_GRACE_MS, (received / minBytesPerSecond) * 1_000) - waitedMs : Infinity;
  return tooSlowMs < stallTimeoutMs
    ? { ms: Math.max(0, tooSlowMs), why: `fewer than ${minBytesPerSecond} bytes a second arrived` }
    : { ms: stallTimeoutMs, why: `no data arrived for ${stallTimeoutMs} ms` };
}
