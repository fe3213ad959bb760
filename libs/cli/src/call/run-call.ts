import { resolve } from 'node:path';
import type { UploadReference } from '@nestjs-reactor/protocol';
import type { SchemaCommand } from '@nestjs-reactor/protocol/schema';
import { CliError } from '../errors/index.js';
import { schemaOfServer } from '../schema/schema-source.js';
import { ModelRoutes } from '../server/model-routes.js';
import { type CommandAnswer, ServerSession } from '../server/server-session.js';
import { uploadFile } from '../server/upload-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { readValues } from './read-values.js';

/** What `reactor call` was given. */
export interface CallInput {
  readonly name: string;
  readonly values: readonly string[];
  readonly url: string;
  readonly token?: string | undefined;
  readonly session?: string | undefined;
  readonly start: boolean;
}

/** `reactor call`. */
export async function runCall(
  { name, values, url, token, session, start }: CallInput,
  terminal: Terminal,
): Promise<void> {
  const { schema } = await schemaOfServer(url, token);
  const { args, files } = readValues(commandOf(schema.commands, name, schema.name), values);
  const routes = new ModelRoutes(url, token);
  const joined = await ServerSession.join(routes, { session, start });
  try {
    const uploads: Record<string, UploadReference> = {};
    for (const [key, path] of Object.entries(files)) {
      uploads[key] = await uploadFile(routes, joined.id, resolve(terminal.cwd, path));
    }
    const sentMs = performance.now();
    const answer = await joined.command(name, args, uploads);
    const latencyMs = Math.round(performance.now() - sentMs);
    const { message, turn, frame } = answer;
    terminal.report({ command: name, message, turn, frame, latency_ms: latencyMs }, () =>
      textOf(name, answer, latencyMs),
    );
  } finally {
    await joined.leave();
  }
}

function commandOf(commands: readonly SchemaCommand[], name: string, model: string): SchemaCommand {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = commands.map((command) => command.name).join(', ') || 'none';
  throw CliError.of('usage', `${model} has no command '${name}'; it has ${names}`);
}

function textOf(name: string, { message, turn, frame }: CommandAnswer, latencyMs: number): string {
  const applied = `${name} holds from frame ${frame}, turn ${turn}; answered after ${latencyMs} ms`;
  return message === undefined ? applied : `${applied}\n${message.type} ${JSON.stringify(message.data, undefined, 2)}`;
}
