import { relative, resolve } from 'node:path';
import { findSchema, type SchemaSource } from '../schema/schema-source.js';
import type { Terminal } from '../terminal/terminal.js';
import { writeClient } from './write-client.js';

/** `reactor client`. */
export async function runClient(
  { out, jsSdk, source }: { readonly out: string; readonly jsSdk: boolean; readonly source: SchemaSource },
  terminal: Terminal,
): Promise<void> {
  const found = await findSchema(source, terminal.cwd);
  const written = await writeClient(found, { folder: resolve(terminal.cwd, out), jsSdk });
  terminal.report({ model: found.schema.name, ...written }, () => {
    const name = relative(terminal.cwd, written.file);
    return written.changed ? `wrote ${name}` : `${name} is up to date`;
  });
}
