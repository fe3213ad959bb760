import { join } from 'node:path';
import { ROLES } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import { type ApiKey, mintKey } from './api-key.js';
import { KEYS_FILE } from './file-key-store.js';
import { readKeys, writeKeys } from './keys-file.js';
import { readPrivate, writePrivate } from './private-file.js';

/** What a new key may do. */
export interface NewKey {
  /** For people. */
  readonly name: string;
  /** @defaultValue view, control and publish: an operator's key is made on purpose */
  readonly roles?: ApiKey['roles'];
  readonly models?: ApiKey['models'];
  readonly maxSessions?: ApiKey['maxSessions'];
}

/** The API keys of one folder, for who makes and withdraws them. A server that runs notices within seconds. */
export class KeyRing {
  private readonly path: string;

  /** @param directory as `cloud.directory` */
  constructor(directory: string) {
    this.path = join(directory, KEYS_FILE);
  }

  /** In the order in which they were made. Rejects with `bad_configuration` for a file that cannot be read. */
  async list(): Promise<readonly ApiKey[]> {
    const text = await readPrivate(this.path);
    return text === undefined ? [] : readKeys(text, this.path);
  }

  /** @returns the key, with its text, which is stored nowhere */
  async create({ name, roles, models, maxSessions }: NewKey): Promise<{ readonly text: string; readonly key: ApiKey }> {
    const keys = await this.list();
    const { text, id, hash } = mintKey();
    const key: ApiKey = {
      id,
      name,
      hash,
      roles: roles ?? ROLES.filter((role) => role !== 'operate'),
      createdAt: new Date(),
      ...(models === undefined ? {} : { models }),
      ...(maxSessions === undefined ? {} : { maxSessions }),
    };
    await writePrivate(this.path, writeKeys([...keys, key]));
    return { text, key };
  }

  /** Withdraws a key: it and its tokens are refused from then on. Rejects with `unknown_key`. */
  async withdraw(id: string): Promise<ApiKey> {
    const keys = await this.list();
    const key = keys.find((one) => one.id === id);
    if (key === undefined) {
      throw new ReactorError(
        'unknown_key',
        `no API key has the id ${JSON.stringify(id)}; the list of keys has the ids`,
      );
    }
    const withdrawn: ApiKey = { ...key, withdrawnAt: key.withdrawnAt ?? new Date() };
    await writePrivate(this.path, writeKeys(keys.map((one) => (one === key ? withdrawn : one))));
    return withdrawn;
  }
}
