import { readFile } from 'node:fs/promises';

/** A client's file. Its bytes lie on disk until the session ends; nothing is read before it is asked for. */
export class UploadedFile {
  constructor(
    /** The client's word; never used as a path. */
    readonly name: string,
    /** What the bytes look like, or the claimed type when they look like nothing known. */
    readonly mimeType: string,
    /** The client's word. */
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
