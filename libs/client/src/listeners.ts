/** Functions to call with what happens. One that is added or removed by another takes effect at once, and not before. */
export class Listeners<T> {
  private all: readonly ((event: T) => void)[] = [];

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** @returns removes it again */
  add(listener: (event: T) => void): () => void {
    // The same function may be added more than once.
    const own = (event: T): void => listener(event);
    this.all = [...this.all, own];
    return () => {
      this.all = this.all.filter((other) => other !== own);
    };
  }

  /** @param isCurrent whether the event still holds, asked before each call */
  call(event: T, isCurrent: () => boolean = () => true): void {
    for (const listener of this.all) {
      if (!isCurrent()) return;
      if (this.all.includes(listener)) callSafely(() => listener(event));
    }
  }
}

/** An error of one listener is reported as uncaught, and keeps neither the others nor the caller from going on. */
function callSafely(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
