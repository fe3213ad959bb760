import { UploadedFile } from '../../authoring/index.js';
import type { StoredFile } from '../../session/ports/index.js';

/** The author's view of a stored file, without its path. */
export function uploadedFileOf(file: StoredFile): UploadedFile {
  return new UploadedFile(file.name, file.sniffedMimeType, file.mime_type, file.size, file.path);
}
