import { list, object, type Schema, text } from './json-schemas.js';

/** Parts of messages on the signalling socket that HTTP does not have, by name. */
export const SOCKET_SCHEMAS: Readonly<Record<string, Schema>> = {
  TrackMapping: {
    ...list(
      object({
        mid: { type: 'string', minLength: 1, maxLength: 64 },
        name: { type: 'string', minLength: 1, maxLength: 128 },
        kind: { enum: ['video', 'audio'] },
        direction: {
          enum: ['recvonly', 'sendonly'],
          description: "In the client's view: `recvonly` is a track that it watches.",
        },
      }),
      64,
    ),
    description: 'Which section of the offer carries which track.',
  },
  Candidate: {
    oneOf: [
      object(
        {
          candidate: {
            type: 'string',
            maxLength: 4096,
            description: 'Empty: the end of the candidates of one m-section.',
          },
          sdp_mid: { type: ['string', 'null'] },
          sdp_mline_index: { type: ['integer', 'null'] },
        },
        ['sdp_mid', 'sdp_mline_index'],
      ),
      { type: 'null' },
    ],
  },
  UploadReference: {
    ...object({
      upload_id: { type: 'string', minLength: 1, maxLength: 128 },
      name: { type: 'string', maxLength: 1024 },
      mime_type: { type: 'string', maxLength: 256 },
      size: { type: 'number', description: 'Bytes.' },
    }),
    description: 'A file that was sent before.',
  },
  ModelMessage: {
    ...object({ type: text, data: { type: 'object', additionalProperties: true } }),
    description: "As the webhooks of the model's schema describe it.",
  },
  InputValue: object(
    {
      name: { ...text, description: 'The command that sets it is `set_<name>`.' },
      value: { description: 'Any JSON; of a file `{ name, mime_type, size }`. Absent where it is withheld.' },
      withheld: { enum: ['secret', 'too_large', 'not_json'] },
      changed_by: { enum: ['you', 'viewer', 'model'], description: "Absent since the session's start." },
    },
    ['value', 'withheld', 'changed_by'],
  ),
  SocketError: object(
    {
      code: { ...text, description: 'What is wrong, for programs. Codes are stable.' },
      message: { ...text, description: 'What is wrong and what to do, for humans.' },
      field: { ...text, description: 'The first bad field.' },
      fields: list(object({ field: text, message: text })),
      repeated: {
        type: 'integer',
        minimum: 1,
        description: 'Errors with this code and without a request in the last second; this is the newest.',
      },
    },
    ['field', 'fields', 'repeated'],
  ),
};
