import type { Readable } from 'node:stream';
import type { StoredFile } from './model-host.port.js';

/** What a client announces about a file. */
export interface AnnouncedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mime_type: string;
}

/** What a session uses of the store. */
export interface SessionFiles {
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

/**
 * Stores clients' uploads until their session ends. A model reads each from a path, so it lies on this machine's disk when
 * it is resolved.
 */
export interface FileStore extends SessionFiles {
  /**
   * Announces a file. Throws `bad_upload`, `upload_conflict` for an id in use, `upload_too_large` or `upload_limit`.
   * @param wantedId chosen by the client
   * @param caller that announces it; undefined where it is not known
   * @returns the id for sending and referencing it
   */
  reserve(sessionId: string, announced: AnnouncedFile, wantedId?: string, caller?: string): string;
  /**
   * Receives the bytes of an announced file; the sender names no session. Rejects with `unknown_upload`,
   * `upload_conflict` where they have arrived or are arriving, `bad_upload`, `upload_limit`, `upload_stalled` or
   * `storage_failed`.
   * @param declaredBytes size that the request declares, if any
   * @param caller that sends it
   */
  receive(id: string, body: Readable, declaredBytes: number | undefined, caller?: string): Promise<void>;
}

/** Injection token of the store. */
export const FileStore = Symbol('FileStore');
