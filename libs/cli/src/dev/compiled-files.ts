import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const CODE = /\.[cm]?js$/;

interface Known {
  readonly mtimeMs: number;
  readonly hash: string;
}

/** Compiled files, and which of them have other contents than before: a build also writes some that have not. */
export class CompiledFiles {
  private readonly known = new Map<string, Known>();

  /** @param folders absolute paths; they may be missing until something is built */
  constructor(private readonly folders: readonly string[]) {
    this.changed();
  }

  /** @returns paths of the files that are new, or have changed, since the last call */
  changed(): readonly string[] {
    const found: string[] = [];
    for (const file of this.folders.flatMap(codeIn)) {
      const { mtimeMs } = statSync(file);
      const known = this.known.get(file);
      if (known?.mtimeMs === mtimeMs) continue;
      const hash = createHash('sha1').update(readFileSync(file)).digest('hex');
      if (known?.hash !== hash) found.push(file);
      this.known.set(file, { mtimeMs, hash });
    }
    return found;
  }
}

function codeIn(folder: string): string[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => CODE.test(file)).map((file) => join(folder, file));
  } catch {
    return [];
  }
}
