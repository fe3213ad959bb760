/** Whether a session has a client, to check or to wait for. */
export interface Presence {
  readonly isSet: boolean;
  /** Resolves as soon as a client is connected. Rejects with `shutting_down` when the worker ends first. */
  wait(): Promise<void>;
}
