import type { StoredFile } from './model-host.port.js';

/** Stores clients' uploads until their session ends. */
export interface FileStore {
  /**
   * Waits, within the store's own limit, until the bytes of an upload are complete: the command that references it may
   * arrive first.
   * @param signal ends the wait at once
   * @returns undefined where they never arrived
   */
  resolve(sessionId: string, uploadId: string, signal?: AbortSignal): Promise<StoredFile | undefined>;
  /** Removes every file of the session and ends pending waits for one. */
  clear(sessionId: string): Promise<void>;
}

/** Injection token of the store. */
export const FileStore = Symbol('FileStore');
