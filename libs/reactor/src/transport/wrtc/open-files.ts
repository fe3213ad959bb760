import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Descriptors of a peer's threads, as measured with the library on Linux. */
const OF_THREADS = 11;
/** And for each address of the machine's: one socket for UDP and one that listens for TCP, for each of two transports. */
const FOR_AN_ADDRESS = 4;

/** Reserved for requests, sockets, files of clients and workers. */
const RESERVE = 64;

/** The process's open files; undefined where the system does not report them. */
export interface FileTable {
  /** Limit of open files. */
  limit(): number | undefined;
  open(): number | undefined;
  /** Addresses that a peer opens sockets on. */
  addresses(): number;
}

/** As reported by Linux; Node has no call for the limit. */
export const PROCESS_FILES: FileTable = {
  limit: () => {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(told(() => readFileSync('/proc/self/limits', 'utf8')) ?? '') ?? [];
    return soft === undefined ? undefined : Number(soft);
  },
  open: () => told(() => readdirSync('/proc/self/fd').length),
  addresses: () => Object.values(networkInterfaces()).flat().length,
};

/** Whether the process may open the files of another peer: the library ends the process where it may not. */
export class OpenFiles {
  constructor(private readonly table: FileTable = PROCESS_FILES) {}

  get limit(): number | undefined {
    return this.table.limit();
  }

  /** About how many descriptors a peer has. */
  get perPeer(): number {
    return OF_THREADS + FOR_AN_ADDRESS * this.table.addresses();
  }

  /**
   * How many further peers the process may open the files of; undefined where unknown.
   * @param pending peers that have not opened all of their files yet
   */
  furtherPeers(pending: number): number | undefined {
    const [limit, open] = [this.table.limit(), this.table.open()];
    if (limit === undefined || open === undefined) return undefined;
    return Math.max(0, Math.floor((limit - open - RESERVE) / this.perPeer) - pending);
  }
}

function told<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
