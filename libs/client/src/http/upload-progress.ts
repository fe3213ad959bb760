/** How far an upload is. */
export interface UploadProgress {
  readonly file: File;
  /** Bytes that the browser has sent, up to `totalBytes`. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** Of one upload. */
export interface UploadOptions {
  /** Called while the bytes are sent, at least once: with all of them. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Aborting it ends the upload, which then fails with `upload_aborted`. */
  readonly signal?: AbortSignal | undefined;
}
