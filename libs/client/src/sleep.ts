/** Resolves after `ms`, or as soon as `wake` is aborted; never rejects. */
export function sleep(ms: number, wake: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      wake.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (wake.aborted) done();
    else wake.addEventListener('abort', done);
  });
}
