import { Listeners } from './listeners.js';

/** A value that changes, and that tells its subscribers. */
export interface Observable<T> {
  /** The current value. */
  readonly value: T;
  /**
   * Calls `listener` after each change, not now.
   *
   * @returns ends the subscription
   */
  subscribe(listener: (value: T) => void): () => void;
}

/** An observable whose owner sets it. The same value again is no change. */
export class Variable<T> implements Observable<T> {
  private readonly listeners = new Listeners<T>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(value: T) {
    if (Object.is(value, this.current)) return;
    this.current = value;
    // A listener may change the value again: the others are called with the newest one only.
    this.listeners.call(value, () => Object.is(this.current, value));
  }

  subscribe(listener: (value: T) => void): () => void {
    return this.listeners.add(listener);
  }
}
