/** Runs one style of model. Calls come in the order things happened; none blocks. */
export interface ModelDriver {
  /** After `load`, once. */
  start(): void;
  /** The state is fresh and the session-started hook has run. */
  sessionBegun(): void;
  /** Somebody is there to watch, or nobody any longer. */
  watched(yes: boolean): void;
  /** Ends what runs for the session; resolves when the model's own code has come to rest. */
  sessionEnding(): Promise<void>;
  /** The worker is about to end and no session is left; resolves when the model's own code has ended. */
  stopped(): Promise<void>;
}
