import { readFile } from 'node:fs/promises';

/** A client's file. Its bytes are on disk until the session ends; nothing is read before it is requested. */
export class UploadedFile {
  constructor(
    /** As the client claims; never used as a path. */
    readonly name: string,
    /** Detected from the bytes, or the claimed type when none is recognised. */
    readonly mimeType: string,
    /** As the client claims. */
    readonly claimedMimeType: string,
    /** Bytes. */
    readonly size: number,
    private readonly path: string,
  ) {}

  bytes(): Promise<Uint8Array> {
    return readFile(this.path);
  }

  async text(): Promise<string> {
    return await readFile(this.path, 'utf8');
  }
}
