import type { Readable, Writable } from 'node:stream';

const kept = new WeakSet<Writable>();

/**
 * Keeps the process running when one of its standard streams has no reader any more, such as a log collector that
 * ended: output is lost, where the process would otherwise end with `EPIPE`. The same holds for a full disk. Workers'
 * output is still read and dropped, so that it does not accumulate.
 */
export function ignoreLostReader(stream: Writable): void {
  if (kept.has(stream)) return;
  kept.add(stream);
  stream.on('error', () => {});
  stream.on('unpipe', (source: Readable) => void source.resume());
}
