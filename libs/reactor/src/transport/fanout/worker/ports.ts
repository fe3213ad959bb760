import type { LocalAddress } from './messages.js';

/** How many ports of a range are tried before an address is given up. */
const MAX_TRIED_PORTS = 64;

/** The ports of an address that are tried, from a random start: several processes may share a range. 0 is any. */
export function portsOf({ minPort, maxPort }: LocalAddress): number[] {
  if (minPort === 0) return [0];
  const count = maxPort - minPort + 1;
  const start = Math.floor(Math.random() * count);
  return Array.from({ length: Math.min(count, MAX_TRIED_PORTS) }, (_, at) => minPort + ((start + at) % count));
}

/** Resolves with the first port that is free; rejects with the system's error. */
export async function firstFree(ports: readonly number[], bind: (port: number) => Promise<void>): Promise<void> {
  let failure: unknown;
  for (const port of ports) {
    try {
      await bind(port);
      return;
    } catch (error) {
      failure = error;
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') break;
    }
  }
  throw failure;
}
