import { resolve } from 'node:path';
import { type Role, ROLES } from '@nestjs-reactor/protocol';
import type { ApiKey, KeyRing } from '@nestjs-reactor/core';
import { CliError } from '../errors/index.js';
import { Project } from '../project/project.js';
import type { Terminal } from '../terminal/terminal.js';

/** What the command line says. */
export interface KeysInput {
  readonly action: 'create' | 'list' | 'withdraw';
  readonly id: string | undefined;
  readonly dir: string;
  readonly name: string | undefined;
  readonly role: readonly string[];
  readonly model: readonly string[];
  readonly maxSessions: number | undefined;
}

/** @throws CliError `usage`, `bad_file` where the keys cannot be read, `bad_project` where there is no framework */
export async function runKeys(input: KeysInput, terminal: Terminal): Promise<void> {
  const project = await Project.find(terminal.cwd);
  const { KeyRing: Ring } = await project.core();
  const ring = new Ring(resolve(terminal.cwd, input.dir));
  try {
    await ACTIONS[input.action](ring, input, terminal);
  } catch (error) {
    throw toCliError(error);
  }
}

type Action = (ring: KeyRing, input: KeysInput, terminal: Terminal) => Promise<void>;

const ACTIONS: Readonly<Record<KeysInput['action'], Action>> = {
  async create(ring, { name, role, model, maxSessions }, terminal) {
    if (name === undefined) throw CliError.of('usage', 'a key needs a name; say whose it is with --name');
    const { text, key } = await ring.create({
      name,
      ...(role.length === 0 ? {} : { roles: role.map(roleOf) }),
      ...(model.length === 0 ? {} : { models: model }),
      ...(maxSessions === undefined ? {} : { maxSessions }),
    });
    terminal.note('The key is shown this once:');
    terminal.report({ key: text, ...factsOf(key) }, () => text);
  },
  async list(ring, _input, terminal) {
    const keys = await ring.list();
    terminal.report({ keys: keys.map(factsOf) }, () =>
      keys.length === 0 ? 'There are no keys; make one: reactor keys create --name NAME' : keys.map(lineOf).join('\n'),
    );
  },
  async withdraw(ring, { id }, terminal) {
    if (id === undefined) throw CliError.of('usage', 'which key? give its id, as reactor keys list has it');
    const key = await ring.withdraw(id);
    terminal.report(factsOf(key), () => `${key.id} (${key.name}) is withdrawn.`);
  },
};

function roleOf(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role !== undefined) return role;
  throw CliError.of('usage', `--role must be one of ${ROLES.join(', ')} (got ${JSON.stringify(text)})`);
}

function factsOf({ id, name, roles, models, maxSessions, createdAt, withdrawnAt }: ApiKey): object {
  return {
    id,
    name,
    roles,
    ...(models === undefined ? {} : { models }),
    ...(maxSessions === undefined ? {} : { max_sessions: maxSessions }),
    created_at: createdAt.toISOString(),
    ...(withdrawnAt === undefined ? {} : { withdrawn_at: withdrawnAt.toISOString() }),
  };
}

function lineOf({ id, name, roles, models, withdrawnAt }: ApiKey): string {
  const of = models === undefined ? 'all models' : models.join(', ');
  const state = withdrawnAt === undefined ? '' : `, withdrawn ${withdrawnAt.toISOString()}`;
  return `${id}  ${name}: ${roles.join(', ')}; ${of}${state}`;
}

/** The framework's own errors keep their message, which says what to do. */
function toCliError(error: unknown): unknown {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  if (code === 'unknown_key') return CliError.of('usage', message ?? '', { cause: error });
  if (code === 'bad_configuration') return CliError.of('bad_file', message ?? '', { cause: error });
  return error;
}
