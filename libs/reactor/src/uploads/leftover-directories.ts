import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const HOUR_MS = 3_600_000;

/** A process touches its directory so often; after twelve times without, one that cannot be asked counts as gone. */
export const TOUCH_MS = HOUR_MS / 12;

/** Directories of earlier versions are not touched. */
const UNTOUCHED_MS = 24 * HOUR_MS;

/** What was found beside the directory of this process. */
export interface Leftovers {
  readonly removed: readonly string[];
  /** What could not be looked at or removed, with why. */
  readonly failed: readonly string[];
}

/** A directory by its name: `<prefix><pid>-<namespace>-<random>`, in earlier versions without the namespace. */
interface Owned {
  readonly path: string;
  readonly pid: number;
  readonly namespace: string | undefined;
}

/**
 * Removes what processes left that ended without a chance to. What belongs to another user is left alone, and so is what
 * may belong to a process that runs: a process id says so where both are of one namespace; else only the time when the
 * directory was touched last does. Never rejects.
 */
export async function removeLeftovers(base: string, prefix: string, namespace: string): Promise<Leftovers> {
  const removed: string[] = [];
  const failed: string[] = [];
  const names = await readdir(base).catch(() => []);
  for (const name of names) {
    const [, pid, of] = name.startsWith(prefix)
      ? (/^(\d+)-(?:([0-9a-f]{8})-)?[^-]+$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    if (pid === undefined) continue;
    const owned = { path: join(base, name), pid: Number(pid), namespace: of };
    try {
      if (!(await isLeftOver(owned, namespace))) continue;
      await rm(owned.path, { recursive: true, force: true });
      removed.push(owned.path);
    } catch (error) {
      failed.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { removed, failed };
}

async function isLeftOver({ path, pid, namespace: of }: Owned, namespace: string): Promise<boolean> {
  const { mtimeMs, uid } = await stat(path);
  if (process.getuid !== undefined && uid !== process.getuid()) return false;
  const untouchedMs = Date.now() - mtimeMs;
  if (of === undefined) return !isAlive(pid, mtimeMs) && untouchedMs > UNTOUCHED_MS;
  return of === namespace ? !isAlive(pid, mtimeMs) : untouchedMs > HOUR_MS;
}

function isAlive(pid: number, mtimeMs: number): boolean {
  // An earlier process with this one's id; another application in this process has touched its own since the start.
  if (pid === process.pid) return mtimeMs >= Date.now() - process.uptime() * 1_000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
