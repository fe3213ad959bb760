import type { Terminal } from '../terminal/terminal.js';

/** Keeps what a command writes. */
export class RecordedTerminal implements Terminal {
  readonly printed: string[] = [];
  readonly notes: string[] = [];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isInteractive = false;
  readonly #interrupt = new AbortController();
  private readonly json: boolean;

  constructor(options: { readonly cwd?: string; readonly json?: boolean; readonly env?: Terminal['env'] } = {}) {
    this.cwd = options.cwd ?? process.cwd();
    this.env = options.env ?? {};
    this.json = options.json ?? false;
  }

  get interrupted(): AbortSignal {
    return this.#interrupt.signal;
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#interrupt.abort();
  }

  /** All that a command printed on standard output. */
  get out(): string {
    return this.printed.join('\n');
  }

  print(line: string): void {
    this.printed.push(line);
  }

  note(line: string): void {
    this.notes.push(line);
  }

  report(facts: object, toText: () => string): void {
    this.print(this.json ? JSON.stringify(facts) : toText());
  }
}
