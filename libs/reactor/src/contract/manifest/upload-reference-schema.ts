/** Name of the component for an uploaded file. */
export const UPLOAD_REFERENCE = 'ReactorUploadReference';

/** `$ref` of it. */
export const UPLOAD_REFERENCE_PATH = `#/components/schemas/${UPLOAD_REFERENCE}`;

/** What a client sends next to a command's arguments for a file that it has uploaded. */
export const UPLOAD_REFERENCE_SCHEMA = {
  type: 'object',
  format: 'reactor-upload-reference',
  description: 'Names a file that was uploaded before.',
  properties: {
    upload_id: { type: 'string', format: 'uuid' },
    name: { type: 'string' },
    mime_type: { type: 'string' },
    size: { type: 'integer' },
  },
  required: ['upload_id', 'name', 'mime_type', 'size'],
} as const;
