import type { StoredFile } from './model-host.port.js';

/** Where clients' uploads lie until their session ends. */
export interface FileStore {
  /**
   * Waits, within the store's own limit, until the bytes of an upload are complete: the command that names it may
   * overtake them.
   * @param signal ends the wait at once
   * @returns undefined where they never came
   */
  resolve(sessionId: string, uploadId: string, signal?: AbortSignal): Promise<StoredFile | undefined>;
  /** Removes every file of the session and wakes who waits for one. */
  clear(sessionId: string): Promise<void>;
}

/** Injection token of the store. */
export const FileStore = Symbol('FileStore');
