import { ReactorError } from '../../errors/index.js';

const RUNNING = 0;
const CLOSED = 1;

/** How often the host looks whether a call has ended. */
const POLL_MS = 5;

/**
 * Native calls of a worker thread that work beside it, such as a run of ONNX Runtime, counted in memory that the host shares.
 * A thread that is terminated under one aborts the process: the call ends in a thread that is gone.
 */
export class NativeCalls {
  private readonly cells: Int32Array;

  constructor(readonly memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.cells = new Int32Array(memory);
  }

  /** In the thread. Rejects with `shutting_down` when the host has closed it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    Atomics.add(this.cells, RUNNING, 1);
    try {
      if (Atomics.load(this.cells, CLOSED) === 1) {
        throw new ReactorError('shutting_down', 'the worker is being terminated; let the error propagate');
      }
      return await call();
    } finally {
      // The native call is over when its callback is, which this runs in.
      setImmediate(() => Atomics.sub(this.cells, RUNNING, 1));
    }
  }

  /** In the host: no further call starts. Resolves when none runs, or after the limit. */
  async close(limitMs: number): Promise<void> {
    Atomics.store(this.cells, CLOSED, 1);
    const deadline = performance.now() + limitMs;
    while (Atomics.load(this.cells, RUNNING) > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
