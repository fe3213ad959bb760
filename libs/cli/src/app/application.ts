import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LauncherNotice, LauncherOrder } from '@nestjs-reactor/core';

/** How long it may take to end its sessions before it is killed. */
const STOP_LIMIT_MS = 40_000;

export interface ApplicationOptions {
  /** Its working directory. */
  readonly folder: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly onListening?: (url: string) => void;
}

/** How a process has ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that serves models. What it prints goes to the streams of this process. */
export class Application {
  private readonly child: ChildProcess;
  private folders: readonly string[] = [];
  private isStopping = false;
  readonly ended: Promise<Ending>;

  constructor({ folder, args, env, onListening }: ApplicationOptions) {
    this.child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, ...env, REACTOR_LAUNCHER: '1' },
    });
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.child.on('message', (notice: LauncherNotice) => {
      if (notice.type === 'reactor:reloads') this.folders = notice.folders;
      else onListening?.(notice.url);
    });
  }

  /** Folders of compiled code that it loads again by itself. */
  get reloadedFolders(): readonly string[] {
    return this.folders;
  }

  /** Whether it ends because it was asked to. */
  get wasStopped(): boolean {
    return this.isStopping;
  }

  send(order: LauncherOrder): void {
    // Where it has ended meanwhile, that is known from its exit.
    if (this.child.connected) this.child.send(order, () => {});
  }

  /** Ends it in order, and by force where that takes longer than its sessions may need. */
  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    this.child.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  }
}
