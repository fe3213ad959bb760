export { compareSchemas } from './compare-schemas.js';
export type {
  ModelSchema,
  SchemaCommand,
  SchemaField,
  SchemaMessage,
  SchemaTrack,
  SchemaValue,
} from './model-schema.js';
export { readModelSchema } from './read-model-schema.js';
export type { SchemaChange, SchemaChangeKind } from './schema-change.js';
export { SchemaError } from './schema-error.js';
export { schemaHash } from './schema-hash.js';
