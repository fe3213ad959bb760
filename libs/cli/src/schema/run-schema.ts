import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { compareSchemas, type SchemaChange, schemaHash } from '@nestjs-reactor/protocol/schema';
import type { ExitName } from '../errors/index.js';
import type { Terminal } from '../terminal/terminal.js';
import { findSchema, schemaOfFile, type SchemaSource } from './schema-source.js';

/** `reactor schema`. */
export async function runSchema(
  { check, out, source }: { readonly check?: string; readonly out?: string; readonly source: SchemaSource },
  terminal: Terminal,
): Promise<ExitName> {
  // Before anything is written over it.
  const old = check === undefined ? undefined : await schemaOfFile(resolve(terminal.cwd, check));
  const { document, schema } = await findSchema(source, terminal.cwd);
  const pretty = JSON.stringify(document, undefined, 2);
  if (out !== undefined) {
    const path = resolve(terminal.cwd, out);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${pretty}\n`);
  }
  if (old === undefined) {
    if (out === undefined) terminal.report(document, () => pretty);
    return 'ok';
  }
  const changes = compareSchemas(old.schema, schema);
  const breaking = changes.filter((change) => change.breaking).length;
  terminal.report({ model: schema.name, hash: schemaHash(schema), breaking, changes }, () =>
    changes.length === 0 ? `${schema.name} has not changed` : changes.map(lineOf).join('\n'),
  );
  return breaking === 0 ? 'ok' : 'different';
}

/** `breaks  commands.set_speed.speed: at most 2 now, 4 before`. */
function lineOf({ breaking, place, text }: SchemaChange): string {
  return `${breaking ? 'breaks' : 'passes'}  ${place}: ${text}`;
}
