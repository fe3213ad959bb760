import { createHash, type Hash } from 'node:crypto';
import { CliError } from '../errors/index.js';

/** The hashes of one frame, as a line of a file of hashes. */
export interface FrameHashes {
  readonly frame: number;
  readonly turn: number;
  /** SHA-256 of the I420 planes of each picture, by track. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** One hash for all frames of a run. */
export class RunDigest {
  private readonly hash: Hash = createHash('sha256');

  add({ frame, hashes }: FrameHashes): void {
    const sorted = Object.entries(hashes).toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.hash.update(JSON.stringify([frame, sorted]));
  }

  /** Of those so far, in hexadecimal. */
  get value(): string {
    return this.hash.copy().digest('hex');
  }
}

/** @throws CliError `bad_file`, with the number of the line */
export function readHashes(text: string, name: string): ReadonlyMap<number, FrameHashes['hashes']> {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: line.trim(), number: i + 1 }));
  return new Map(
    lines.flatMap(({ line, number }) => (line === '' ? [] : [hashesOf(line, `line ${number} of ${name}`)])),
  );
}

function hashesOf(line: string, where: string): [number, FrameHashes['hashes']] {
  try {
    const { frame, hashes } = JSON.parse(line) as Partial<FrameHashes>;
    if (typeof frame === 'number' && typeof hashes === 'object' && hashes !== null) return [frame, hashes];
  } catch {
    // Said below.
  }
  throw CliError.of('bad_file', `${where} has no hashes of a frame; give a file that --out NAME.jsonl has written`);
}

/** Tracks whose pictures differ. */
export function differences(one: FrameHashes['hashes'], other: FrameHashes['hashes']): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((track) => one[track] !== other[track]);
}
