import { checkLeast, withDefaults } from '../options.js';

/** Limits of clients' files on this machine's disk. Sizes are bytes, times milliseconds. */
export interface UploadOptions {
  /**
   * Parent of this process's own upload directory, which only its user may enter; that is removed at the end, and what
   * a crashed process of the same user left there at a later start. It is created where missing, and again where a
   * cleaner of temporary files removed it. Undefined is the system's directory for temporary files.
   * @defaultValue undefined
   */
  directory: string | undefined;
  /**
   * Bytes of one file; a larger one is refused with `upload_too_large` before it is sent.
   * @defaultValue 104857600
   */
  maxFileBytes: number;
  /**
   * Bytes of all files of one session, those announced but not sent included; beyond, `upload_limit`.
   * @defaultValue 536870912
   */
  maxSessionBytes: number;
  /**
   * Files of one session, those announced but not sent included; beyond, `upload_limit`.
   * @defaultValue 128
   */
  maxFiles: number;
  /**
   * Files that are being received at once, over all sessions; beyond, `upload_limit`.
   * @defaultValue 16
   */
  maxTransfers: number;
  /**
   * The same of one session; beyond, `upload_limit`.
   * @defaultValue 12
   */
  maxSessionTransfers: number;
  /**
   * An announced file must start to arrive within this time; then its slot is released and its id unknown.
   * @defaultValue 120000
   */
  slotTimeoutMs: number;
  /**
   * Longest pause between two chunks of a file; beyond, the transfer is aborted with `upload_stalled`. The whole
   * request is also bound by the HTTP server's own `requestTimeout`, five minutes unless the application sets another.
   * @defaultValue 30000
   */
  stallTimeoutMs: number;
  /**
   * Least bytes a second of a transfer, on average, after ten seconds of waiting for the client; a slower one is
   * aborted with `upload_stalled`. Zero disables the limit.
   * @defaultValue 8192
   */
  minBytesPerSecond: number;
  /**
   * How long a command waits for the bytes of a file that it references; then it is refused with `unresolved_upload`.
   * @defaultValue 10000
   */
  waitTimeoutMs: number;
}

/** What holds of {@link UploadOptions} where an application gives nothing. */
export const DEFAULT_UPLOAD_OPTIONS: Readonly<UploadOptions> = {
  directory: undefined,
  maxFileBytes: 104_857_600,
  maxSessionBytes: 536_870_912,
  maxFiles: 128,
  maxTransfers: 16,
  maxSessionTransfers: 12,
  slotTimeoutMs: 120_000,
  stallTimeoutMs: 30_000,
  minBytesPerSecond: 8_192,
  waitTimeoutMs: 10_000,
};

/** Injection token of the merged options. */
export const UPLOAD_OPTIONS = Symbol('UPLOAD_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid limit. */
export function mergeUploadOptions(options: Partial<UploadOptions> = {}): UploadOptions {
  const merged = withDefaults(DEFAULT_UPLOAD_OPTIONS, options);
  checkLeast('uploads', merged, {
    maxFileBytes: 1,
    maxSessionBytes: 1,
    maxFiles: 1,
    maxTransfers: 1,
    maxSessionTransfers: 1,
    slotTimeoutMs: 1,
    stallTimeoutMs: 1,
    minBytesPerSecond: 0,
    waitTimeoutMs: 0,
  });
  return merged;
}
