import { access, chmod, mkdtemp, rm, utimes } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReactorError } from '../errors/index.js';
import { type Leftovers, removeLeftovers, TOUCH_MS } from './leftover-directories.js';
import { makeDirectory } from './make-directory.js';
import { PROCESS_NAMESPACE } from './process-namespace.js';

/** Other machines may have directories next to ours on a shared disk, and their process ids are meaningless here. */
const PREFIX = `nestjs-reactor-uploads-${hostname().replaceAll(/[^\w-]/g, '_')}-`;

/** The directory of a process's uploads; only its user may enter it. */
export class UploadDirectory {
  private path: string | undefined;
  private making: Promise<void> | undefined;
  private touching: NodeJS.Timeout | undefined;

  /** @param base undefined: the system's directory for temporary files */
  constructor(private readonly base: string = tmpdir()) {}

  /** Throws `bad_configuration` where the base cannot be written to. */
  async open(): Promise<void> {
    try {
      this.path = await this.make();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ReactorError(
        'bad_configuration',
        `uploads.directory cannot be used (${why}); name one that this process may write to`,
        { cause },
      );
    }
    // Marks it as in use for other processes and for cleaners of temporary files.
    this.touching = setInterval(() => void this.touch(), TOUCH_MS).unref();
  }

  /**
   * A path in the directory, which is created again where a cleaner of temporary files removed it.
   * @param name chosen by the server
   */
  async fileAt(name: string): Promise<string> {
    if (this.path !== undefined && !(await exists(this.path))) {
      this.making ??= this.makeAgain().finally(() => (this.making = undefined));
      await this.making;
    }
    if (this.path === undefined) throw new Error('the directory is not open');
    return join(this.path, name);
  }

  /** Removes the directory with its contents. Safe to call twice. */
  async remove(): Promise<void> {
    clearInterval(this.touching);
    const path = this.path;
    this.path = undefined;
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  }

  /** Removes directories of processes of this machine and user that ended without cleaning up. Never rejects. */
  sweep(): Promise<Leftovers> {
    return removeLeftovers(this.base, PREFIX, PROCESS_NAMESPACE);
  }

  private async make(): Promise<string> {
    await makeDirectory(this.base);
    const path = await mkdtemp(join(this.base, `${PREFIX}${process.pid}-${PROCESS_NAMESPACE}-`));
    // Whatever the process's umask is.
    await chmod(path, 0o700);
    return path;
  }

  private async makeAgain(): Promise<void> {
    const made = await this.make();
    if (this.path === undefined) await rm(made, { recursive: true, force: true });
    else this.path = made;
  }

  private async touch(): Promise<void> {
    const now = new Date();
    // A missing one is created again for the next file.
    if (this.path !== undefined) await utimes(this.path, now, now).catch(() => {});
  }
}

export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
