import { type ChildProcess, spawn } from 'node:child_process';
import { sep } from 'node:path';
import { Application } from '../app/application.js';
import { CompiledFiles } from './compiled-files.js';
import { type Build, Compiler } from './compiler.js';

export interface DevServerOptions {
  /** Working directory of all processes. */
  readonly root: string;
  /** Arguments of Node that run `tsc --watch --preserveWatchOutput`, with `noEmitOnError`: the app may load from what is written. */
  readonly compiler: readonly string[];
  /** Arguments of Node for what else is watched and built. */
  readonly others?: readonly (readonly string[])[];
  /** Arguments of Node that start the app. */
  readonly app: readonly string[];
  /** Folders of compiled code, absolute. */
  readonly outputs: readonly string[];
  /** Added to the environment of the app. */
  readonly env?: Readonly<Record<string, string>>;
  /** For each start of the app. */
  readonly onListening?: (url: string) => void;
  readonly say: (line: string) => void;
}

/**
 * Compiles what is edited, and restarts the app when its compiled code has changed, except in the folders that the app loads
 * again by itself. While the code does not compile the app that runs stays, and is sent the errors for its viewers. One that
 * ends by itself is started again with the next change.
 */
export class DevServer {
  private readonly files: CompiledFiles;
  private readonly compiler: Compiler;
  private readonly others: readonly ChildProcess[];
  private app: Application | undefined;
  private hasStarted = false;
  private restarting: Promise<void> = Promise.resolve();
  private ending: Promise<void> | undefined;
  /** Resolves with the exit code of the compiler, or of what else is watched, when one of them ends; null for a signal. */
  readonly ended: Promise<number | null>;

  constructor(private readonly options: DevServerOptions) {
    const { root, compiler, others = [], outputs } = options;
    this.files = new CompiledFiles(outputs);
    this.compiler = new Compiler(root, compiler, (build) => this.built(build));
    this.others = others.map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));
    const exits = this.others.map(
      (child) => new Promise<number | null>((resolve) => void child.once('exit', (code) => resolve(code))),
    );
    this.ended = Promise.race([this.compiler.ended, ...exits]);
  }

  /** Ends the app in order, and everything else. */
  stop(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    this.compiler.stop();
    for (const child of this.others) child.kill('SIGTERM');
    await this.restarting;
    await this.app?.stop();
  }

  private built({ errors, text }: Build): void {
    const { say } = this.options;
    if (errors > 0) {
      this.app?.send({ type: 'reactor:build-failed', text });
      const left = this.app === undefined ? 'The app is not started' : 'The app that runs stays as it was';
      say(`${errors} error${errors === 1 ? '' : 's'}, see above. ${left} until the code compiles.`);
      return;
    }
    const changed = this.files.changed();
    const reloaded = this.app?.reloadedFolders ?? [];
    const isReloaded = changed.every((file) => reloaded.some((folder) => file.startsWith(folder + sep)));
    if (this.hasStarted && isReloaded) return;
    if (this.hasStarted) say('the code has changed; the app restarts.');
    this.hasStarted = true;
    this.restarting = this.restarting.then(() => this.restart());
  }

  private async restart(): Promise<void> {
    await this.app?.stop();
    if (this.ending !== undefined) return;
    const { root, app: args, env, onListening, say } = this.options;
    const app = new Application({
      folder: root,
      args,
      env: { ...env, REACTOR_RELOAD: 'on' },
      ...(onListening === undefined ? {} : { onListening }),
    });
    this.app = app;
    void app.ended.then(({ code, signal }) => {
      if (app.wasStopped) return;
      this.app = undefined;
      say(`the app ended (${signal ?? `code ${code}`}). It starts again when you change its code.`);
    });
  }
}
