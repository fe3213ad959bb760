import { isMainThread, workerData } from 'node:worker_threads';
import { NativeCalls } from '../protocol/native-calls.js';

/** Data that a worker thread receives before any of its code runs. */
export interface WorkerThreadData {
  /** The name of the model that it was started for. */
  readonly reactorModel: string;
  /** Of {@link NativeCalls}. */
  readonly nativeCalls: SharedArrayBuffer;
}

/** On the global object: an application may have two copies of this package. */
const MARK = Symbol.for('nestjs-reactor.model-worker');

/** In a worker process, before any code of the model is imported. */
export function markModelWorker(model: string): void {
  Object.defineProperty(globalThis, MARK, { value: model });
}

/** @returns the name of the model whose worker this thread or process is; undefined everywhere else */
export function modelOfThisWorker(): string | undefined {
  const marked = (globalThis as { readonly [MARK]?: string })[MARK];
  if (marked !== undefined || isMainThread) return marked;
  return (workerData as Partial<WorkerThreadData> | null | undefined)?.reactorModel;
}

/**
 * Does this code run in the worker of a model, thread or process? A model's file that also starts the application must
 * start it only where it does not: `if (!isModelWorker()) await bootstrap();`
 */
export function isModelWorker(): boolean {
  return modelOfThisWorker() !== undefined;
}

/** Of a worker thread; undefined in a process, which is ended with its native calls. */
export function nativeCallsOfThisThread(): NativeCalls | undefined {
  const memory = isMainThread ? undefined : (workerData as Partial<WorkerThreadData> | null | undefined)?.nativeCalls;
  return memory === undefined ? undefined : new NativeCalls(memory);
}
