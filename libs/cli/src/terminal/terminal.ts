/** What a command reads from and writes to, so that tests run it without a process. */
export interface Terminal {
  /** Folder where relative paths of the command line begin. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody is there who can be asked: both ends are a terminal, and `--json` is not given. */
  readonly isInteractive: boolean;
  /** Aborted by Ctrl-C and SIGTERM. A command that waits or loops ends soon after. */
  readonly interrupted: AbortSignal;
  /** A line of the result, on standard output. */
  print(line: string): void;
  /** A line about progress, or a warning, on standard error. */
  note(line: string): void;
  /**
   * The result of a command with `--json`: one line of JSON where it is given, else the text.
   * @param facts plain data; its names are part of the contract
   */
  report(facts: object, toText: () => string): void;
}
