import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReactorError } from '../errors/index.js';

/** Directories of other machines may lie beside ours on a shared disk, and their process ids mean nothing here. */
const PREFIX = `nestjs-reactor-uploads-${hostname().replaceAll(/[^\w-]/g, '_')}-`;

/** The one directory that a process keeps uploads in; entered by its user alone. */
export class UploadDirectory {
  private path: string | undefined;

  /** @param base undefined: the system's directory for temporary files */
  constructor(private readonly base: string = tmpdir()) {}

  /** Throws `bad_configuration` where the base cannot be written to. */
  async open(): Promise<void> {
    try {
      await mkdir(this.base, { recursive: true });
      this.path = await mkdtemp(join(this.base, `${PREFIX}${process.pid}-`));
      await chmod(this.path, 0o700);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ReactorError(
        'bad_configuration',
        `uploads.directory cannot be used (${why}); name one that this process may write to`,
        { cause },
      );
    }
  }

  /** @param name chosen by the server */
  fileAt(name: string): string {
    if (this.path === undefined) throw new Error('the directory is not open');
    return join(this.path, name);
  }

  /** Removes the directory with all that is in it. Safe to call twice. */
  async remove(): Promise<void> {
    const path = this.path;
    this.path = undefined;
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  }

  /**
   * Removes what processes of this machine left that ended without a chance to. A directory whose process id is in use
   * again is kept until a later start.
   * @returns what was removed
   */
  async sweep(): Promise<string[]> {
    const entries = await readdir(this.base).catch(() => []);
    const stale: string[] = [];
    for (const name of entries) {
      const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
      if (!Number.isInteger(pid)) continue;
      const path = join(this.base, name);
      if (await isInUse(pid, path)) continue;
      await rm(path, { recursive: true, force: true });
      stale.push(path);
    }
    return stale;
  }
}

/** In a container every process may have the same id: then the directory's age tells whose it is. */
async function isInUse(pid: number, path: string): Promise<boolean> {
  if (pid === process.pid) {
    const startedAt = Date.now() - process.uptime() * 1_000;
    return (await stat(path)).mtimeMs >= startedAt;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
