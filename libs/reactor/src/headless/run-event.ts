/** When a run carries an event out: before the turn of this number, or before the first frame of this number is made. */
export type RunTime = { readonly turn: number } | { readonly frame: number };

/** What a client does in a run. */
export type RunAction =
  | { readonly kind: 'connect'; readonly client: number }
  | { readonly kind: 'disconnect'; readonly client: number }
  | {
      readonly kind: 'command';
      readonly client: number;
      readonly name: string;
      readonly args: Readonly<Record<string, unknown>>;
      /** Paths of files, by argument. */
      readonly files: Readonly<Record<string, string>>;
    };

/** One thing that happens in a headless run, and the line of the file that says so. */
export interface RunEvent {
  readonly at: RunTime;
  readonly action: RunAction;
  /** From 1; undefined where it comes from no file. */
  readonly line?: number;
}
