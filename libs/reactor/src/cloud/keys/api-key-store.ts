import type { ApiKey } from './api-key.js';

/**
 * Where the API keys are. Asked for every request that carries a key or a token: a store over a network keeps what it has
 * read.
 */
export abstract class ApiKeyStore {
  /** The key with this hash, also one that is withdrawn. */
  abstract find(hash: string): Promise<ApiKey | undefined>;

  /** The key with this id, also one that is withdrawn. */
  abstract get(id: string): Promise<ApiKey | undefined>;

  /**
   * Calls back, with its id, when a key was withdrawn or removed. A listener must not throw.
   *
   * @returns the function that ends the subscription
   */
  abstract onWithdrawn(listener: (id: string) => void): () => void;
}
