/** Runs one style of model. Calls are made in the order of events; none blocks. */
export interface ModelDriver {
  /** After `load`, once. */
  start(): void;
  /** The state is new and the session-started hook has run. */
  sessionBegun(): void;
  /** The first client joined, or the last one left. */
  watched(yes: boolean): void;
  /** Ends the session's work; resolves when the model's code has stopped. */
  sessionEnding(): Promise<void>;
  /** The worker is about to end and no session is running; resolves when the model's code has ended. */
  stopped(): Promise<void>;
}
