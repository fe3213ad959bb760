/** Whether a session has a client: to look at, or to wait for. */
export interface Presence {
  readonly isSet: boolean;
  /** Resolves as soon as somebody is there. Rejects with `shutting_down` when the worker ends first. */
  wait(): Promise<void>;
}
