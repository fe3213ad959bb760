/** A promise that another part settles; the first result counts. It may reject without being awaited. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }

  /** The promise, rejected with `error()` when it is not settled in time. @param limitMs zero waits forever */
  async within(limitMs: number, error: () => unknown): Promise<T> {
    const timer = limitMs > 0 ? setTimeout(() => this.reject(error()), limitMs) : undefined;
    try {
      return await this.promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
