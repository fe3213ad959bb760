import type { UploadReference } from '@nestjs-reactor/protocol';

/** A file that the server has, as a value for the commands of the same session. */
export class UploadedFile {
  constructor(readonly reference: UploadReference) {}
}
