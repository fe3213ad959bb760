import { type ChildProcess, spawn } from 'node:child_process';

/** The last line of each run of `tsc --watch`. */
const COMPILED = /Found (\d+) errors?\. Watching for file changes/;
const PROBLEM = /error TS\d+/;

/** What came of one run. */
export interface Build {
  /** How many errors there are; with 0 everything was written, else nothing. */
  readonly errors: number;
  /** The lines of the errors. */
  readonly text: string;
}

/** A TypeScript compiler that watches: it shows what it prints, and says what came of each run. */
export class Compiler {
  private readonly child: ChildProcess;
  private rest = '';
  private problems: string[] = [];
  /** Resolves with its exit code, null where a signal ended it. */
  readonly ended: Promise<number | null>;

  /** @param args arguments of Node that run `tsc --watch --preserveWatchOutput` */
  constructor(
    folder: string,
    args: readonly string[],
    private readonly onBuild: (build: Build) => void,
  ) {
    this.child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code) => resolve(code));
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      this.read(text);
    });
  }

  stop(): void {
    this.child.kill('SIGTERM');
  }

  private read(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const errors = COMPILED.exec(line)?.[1];
      if (errors !== undefined) {
        this.onBuild({ errors: Number(errors), text: this.problems.join('\n') });
        this.problems = [];
      } else if (PROBLEM.test(line)) this.problems.push(line);
    }
  }
}
