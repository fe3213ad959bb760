import type { SchemaChange } from '@nestjs-reactor/protocol/schema';

/** The model of the server is another one than that for which the client's types were generated. */
export interface SchemaDrift {
  /** Of the server's schema; undefined where that cannot be read. */
  readonly schemaHash: string | undefined;
  /** What differs; undefined where the client was not given the `schema` of its types, or one of the two cannot be read. */
  readonly changes: readonly SchemaChange[] | undefined;
  /** All of it in words, a line for each change. */
  readonly message: string;
}

/** What the types of a client were generated from. */
export interface TypesOrigin {
  readonly schemaHash: string;
  readonly schema: (() => Promise<unknown>) | undefined;
}

/**
 * Compares the server's schema with the one of the types. What compares them is loaded on its own, since most clients do not
 * need it.
 *
 * @param document the server's OpenAPI document
 * @returns undefined: they are the same
 */
export async function findDrift(
  document: unknown,
  { schemaHash, schema }: TypesOrigin,
): Promise<SchemaDrift | undefined> {
  const protocol = await import('@nestjs-reactor/protocol/schema');
  let hash: string | undefined;
  try {
    const now = protocol.readModelSchema(document);
    hash = protocol.schemaHash(now);
    if (hash === schemaHash) return undefined;
    if (schema === undefined) return { schemaHash: hash, changes: undefined, message: OTHER };
    const changes = protocol.compareSchemas(protocol.readModelSchema(await schema()), now);
    const lines = changes.map(({ place, text, breaking }) => `${place}: ${text}${breaking ? ' (breaking)' : ''}`);
    return { schemaHash: hash, changes, message: [OTHER, ...lines].join('\n') };
  } catch (error) {
    return { schemaHash: hash, changes: undefined, message: `${OTHER}\n${(error as Error).message}` };
  }
}

const OTHER = 'the types of this client were generated from another schema than the server has; generate them again';
