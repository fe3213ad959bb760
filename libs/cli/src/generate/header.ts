import { type ModelSchema, schemaHash } from '@nestjs-reactor/protocol/schema';

/** The first lines of every generated file. */
export function header(schema: ModelSchema): string {
  return `// Written by \`reactor client\` from the schema of ${schema.name} ${schema.version}; do not edit it.
// Schema: ${schemaHash(schema)}
`;
}
