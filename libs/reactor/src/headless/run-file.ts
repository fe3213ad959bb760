import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { UploadReference } from '@nestjs-reactor/protocol';
import type { StoredFile } from '../session/ports/index.js';
import { SNIFFED_BYTES, sniffMimeType } from '../uploads/sniff-mime-type.js';

const UNKNOWN_TYPE = 'application/octet-stream';

/** A file of a run as a command refers to it, before it was read: its size is not known. */
export function referenceOf(path: string): UploadReference {
  return { upload_id: path, name: basename(path), mime_type: UNKNOWN_TYPE, size: 0 };
}

/** The same, with what is on the disk. Rejects with the error of the file system. */
export async function storedFileOf(path: string): Promise<StoredFile> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    const type = await sniffMimeType(buffer.subarray(0, bytesRead), UNKNOWN_TYPE);
    return { ...referenceOf(path), size, mime_type: type, sniffedMimeType: type, path: resolve(path) };
  } finally {
    await file.close();
  }
}
