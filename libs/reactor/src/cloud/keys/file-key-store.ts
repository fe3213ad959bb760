import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { describe } from '../../logging/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key-store.js';
import { readKeys } from './keys-file.js';
import { readPrivate } from './private-file.js';

/** How often the file is looked at: so soon a key works that was made, and one that was withdrawn ends. */
const POLL_MS = 1_000;

/** API keys in a file, which `reactor keys` changes while the server runs. */
@Injectable()
export class FileKeyStore extends ApiKeyStore implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Reactor');
  private readonly path: string;
  private readonly listeners = new Set<(id: string) => void>();
  private byHash: ReadonlyMap<string, ApiKey> = new Map();
  private byId: ReadonlyMap<string, ApiKey> = new Map();

  constructor(@Inject(CLOUD_OPTIONS) private readonly options: CloudSettings) {
    super();
    this.path = join(options.directory, KEYS_FILE);
  }

  /** Rejects with `bad_configuration` where the file cannot be read. */
  async onModuleInit(): Promise<void> {
    if (!this.options.enabled) return;
    this.keep(await this.read());
    watchFile(this.path, { interval: POLL_MS, persistent: false }, () => void this.reload());
  }

  onModuleDestroy(): void {
    if (this.options.enabled) unwatchFile(this.path);
  }

  async find(hash: string): Promise<ApiKey | undefined> {
    return this.byHash.get(hash);
  }

  async get(id: string): Promise<ApiKey | undefined> {
    return this.byId.get(id);
  }

  onWithdrawn(listener: (id: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads the file again. One that cannot be read changes nothing: keys are as they were. */
  async reload(): Promise<void> {
    const before = this.byId;
    try {
      this.keep(await this.read());
    } catch (error) {
      this.logger.error(`the API keys could not be read again, and stay as they were: ${describe(error)}`);
      return;
    }
    for (const { id, withdrawnAt } of before.values()) {
      const now = this.byId.get(id);
      if (withdrawnAt !== undefined || (now !== undefined && now.withdrawnAt === undefined)) continue;
      for (const listener of this.listeners) listener(id);
    }
  }

  private async read(): Promise<readonly ApiKey[]> {
    const text = await readPrivate(this.path);
    return text === undefined ? [] : readKeys(text, this.path);
  }

  private keep(keys: readonly ApiKey[]): void {
    this.byHash = new Map(keys.map((key) => [key.hash, key]));
    this.byId = new Map(keys.map((key) => [key.id, key]));
  }
}

export const KEYS_FILE = 'keys.json';
