import type { IncomingMessage } from 'node:http';

/** The address at which clients reach this application, behind any proxies. */
export interface PublicAddress {
  /**
   * Its root as the client of this request reaches it, without a slash at the end: `https://app.example/sub`. Throws
   * `bad_message` where the request names no host.
   */
  rootOf(request: IncomingMessage): string;
}

/** Injection token of the address. */
export const PublicAddress = Symbol('PublicAddress');
