import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaHash } from '@nestjs-reactor/protocol/schema';
import type { FoundSchema } from '../schema/schema-source.js';
import { clientModule } from './client-module.js';
import { kebabCase } from './names.js';
import { sdkModule } from './sdk-module.js';

/** Where a generated file goes, and for which client it is. */
export interface ClientTarget {
  /** Absolute path. */
  readonly folder: string;
  /** For the public js-sdk in place of `@nestjs-reactor/client`. */
  readonly jsSdk: boolean;
}

/** What was made of a schema. */
export interface WrittenClient {
  /** Absolute path. */
  readonly file: string;
  readonly hash: string;
  /** It is new, or has other text now. */
  readonly changed: boolean;
}

/** Writes the file of a model, unless it has the same text already: a watcher that looks at it is not woken for nothing. */
export async function writeClient(found: FoundSchema, { folder, jsSdk }: ClientTarget): Promise<WrittenClient> {
  const { schema } = found;
  const file = join(folder, `${kebabCase(schema.name)}.ts`);
  const text = jsSdk ? sdkModule(schema) : clientModule(found);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  const changed = before !== text;
  if (changed) {
    await mkdir(folder, { recursive: true });
    await writeFile(file, text);
  }
  return { file, hash: schemaHash(schema), changed };
}
