import type { Readable, Writable } from 'node:stream';

const kept = new WeakSet<Writable>();

/**
 * Lets the process go on when nobody reads one of its standard streams any more, as when the program that took its log has
 * ended: what is written is lost, which would otherwise end the process with `EPIPE`. The same holds for a disk that is
 * full. What workers write there is read on and dropped, so that it does not pile up.
 */
export function ignoreLostReader(stream: Writable): void {
  if (kept.has(stream)) return;
  kept.add(stream);
  stream.on('error', () => {});
  stream.on('unpipe', (source: Readable) => void source.resume());
}
