import { checkLeastWhole, withDefaults } from '../options.js';

/** What is written of sessions, so that they can be run again. Sizes are bytes. */
export interface RecordingOptions {
  /**
   * Folder that gets one file of JSON lines for each session: its commands with the turn that each was applied before.
   * It is created where missing. The files have what clients sent, so whoever may read them reads that. Empty records
   * nothing.
   * @defaultValue ''
   */
  directory: string;
  /**
   * Write the SHA-256 of every frame that is shown as well, so that a replay can be compared frame by frame. It costs a
   * copy of each picture on the server's thread (1.4 MB at 1280x720), and the hashing on another.
   * @defaultValue false
   */
  frameHashes: boolean;
  /**
   * Largest file; the recording of a longer session ends there, with a line that says so.
   * @defaultValue 16777216
   */
  maxFileBytes: number;
  /**
   * Recordings in the folder; beyond, no further session is recorded, with a warning. None is deleted.
   * @defaultValue 1000
   */
  maxFiles: number;
}

/** What holds of {@link RecordingOptions} where an application gives nothing. */
export const DEFAULT_RECORDING_OPTIONS: Readonly<RecordingOptions> = {
  directory: '',
  frameHashes: false,
  maxFileBytes: 16_777_216,
  maxFiles: 1_000,
};

/** Injection token of the merged options. */
export const RECORDING_OPTIONS = Symbol('RECORDING_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid limit. */
export function mergeRecordingOptions(options: Partial<RecordingOptions> = {}): RecordingOptions {
  const merged = withDefaults(DEFAULT_RECORDING_OPTIONS, options);
  checkLeastWhole('recording', merged, { maxFileBytes: 4_096, maxFiles: 1 });
  return merged;
}
