import { finite, object, type Shape, text } from './shape.js';

/** References an uploaded file. All texts are client input. */
export interface UploadReference {
  readonly upload_id: string;
  readonly name: string;
  readonly mime_type: string;
  /** Bytes. */
  readonly size: number;
}

export const uploadReference: Shape<UploadReference> = object({
  upload_id: text({ min: 1, max: 128 }),
  name: text({ max: 1024 }),
  mime_type: text({ max: 256 }),
  size: finite,
});
