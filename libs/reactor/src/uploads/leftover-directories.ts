import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const HOUR_MS = 3_600_000;

/**
 * How often a process touches its directory; after twelve missed times, a process that cannot be checked counts as
 * ended.
 */
export const TOUCH_MS = HOUR_MS / 12;

/** Directories of earlier versions are not touched. */
const UNTOUCHED_MS = 24 * HOUR_MS;

/** What was found next to the directory of this process. */
export interface Leftovers {
  readonly removed: readonly string[];
  /** What could not be read or removed, with the reason. */
  readonly failed: readonly string[];
}

/** A directory by its name: `<prefix><pid>-<namespace>-<random>`, in earlier versions without the namespace. */
interface Owned {
  readonly path: string;
  readonly pid: number;
  readonly namespace: string | undefined;
}

/**
 * Removes directories of processes that ended without cleaning up. Those of another user are kept, and so are those
 * that may belong to a running process: known by the process id where both are in one namespace, else by the time when
 * the directory was last touched. Never rejects.
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
    // Another user's process may not be signalled, but it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
