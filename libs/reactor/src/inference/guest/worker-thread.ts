import { isMainThread, workerData } from 'node:worker_threads';

/** Data that a worker receives before any of its code runs. */
export interface WorkerThreadData {
  /** The name of the model that it was started for. */
  readonly reactorModel: string;
}

/** @returns the name of the model whose worker this thread is; undefined on every other thread */
export function modelOfThisThread(): string | undefined {
  if (isMainThread) return undefined;
  return (workerData as Partial<WorkerThreadData> | null | undefined)?.reactorModel;
}
