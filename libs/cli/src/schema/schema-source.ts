import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ModelSchema, readModelSchema, SchemaError } from '@nestjs-reactor/protocol/schema';
import { text } from '../command/index.js';
import { CliError } from '../errors/index.js';
import { Project } from '../project/project.js';
import { ModelRoutes } from '../server/model-routes.js';

/** Where a schema comes from, for every command that reads one. */
export const SCHEMA_OPTIONS = {
  url: text('URL', 'ask a running server; with the path of a model where it is not the first', { env: 'REACTOR_URL' }),
  token: text('TOKEN', 'bearer token for the server', { env: 'REACTOR_TOKEN' }),
  model: text('NAME', 'model of the project in this folder, where it has several'),
};

/** Values of {@link SCHEMA_OPTIONS}, or a file. */
export interface SchemaSource {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly model?: string | undefined;
  /** A document that was saved, relative to the folder. */
  readonly file?: string | undefined;
  /** Release tag for the document of a project. */
  readonly release?: string | undefined;
}

/** A model's schema as its document has it, and as it is read. */
export interface FoundSchema {
  readonly document: Readonly<Record<string, unknown>>;
  readonly schema: ModelSchema;
}

/**
 * Asks the server, reads the file, or reads the class of the project that `folder` is in: no model is loaded then, but one in
 * Python.
 * @throws CliError
 */
export async function findSchema(source: SchemaSource, folder: string): Promise<FoundSchema> {
  const { url, token, file, model, release } = source;
  if (file !== undefined) return await schemaOfFile(resolve(folder, file));
  if (url !== undefined) return await schemaOfServer(url, token);
  const project = await Project.find(folder);
  const { loadManifest, renderSchema } = await project.core();
  const manifest = await loadManifest(await project.model(model));
  const document = renderSchema(manifest, release);
  return { document, schema: readModelSchema(document) };
}

/** @throws CliError `not_found`, `bad_file` */
export async function schemaOfFile(path: string): Promise<FoundSchema> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    throw CliError.of('not_found', `${path} cannot be read; save a schema with 'reactor schema --out FILE'`, {
      cause: error,
    });
  }
  try {
    const document = JSON.parse(content) as Record<string, unknown>;
    return { document, schema: readModelSchema(document) };
  } catch (error) {
    throw CliError.of('bad_file', `${path} is no schema: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws CliError `unreachable`, `not_a_reactor`, `model_loading`, or the server's refusal */
export async function schemaOfServer(url: string, token: string | undefined): Promise<FoundSchema> {
  const routes = new ModelRoutes(url, token);
  const document = await routes.json('schema');
  try {
    return { document, schema: readModelSchema(document) };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    if (Object.keys(document).length === 0) throw CliError.refused('model_loading', error.message, { cause: error });
    throw CliError.of('not_a_reactor', `${routes.address.rest('schema')}: ${error.message}`, { cause: error });
  }
}
