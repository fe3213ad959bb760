import type { Terminal } from './terminal.js';

/** The terminal, or whatever else this process was started with. */
export class ProcessTerminal implements Terminal {
  readonly cwd = process.cwd();
  readonly env = process.env;
  readonly isInteractive: boolean;
  readonly #interrupt = new AbortController();

  /** @param json whether results are written as JSON */
  constructor(private readonly json: boolean) {
    this.isInteractive = !json && process.stdin.isTTY && process.stdout.isTTY;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => this.#interrupt.abort());
    // `reactor … | head`: whoever reads has had enough.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.#interrupt.abort();
    });
  }

  get interrupted(): AbortSignal {
    return this.#interrupt.signal;
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  note(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  report(facts: object, toText: () => string): void {
    this.print(this.json ? JSON.stringify(facts) : toText());
  }
}
