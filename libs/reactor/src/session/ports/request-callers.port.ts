import type { IncomingMessage } from 'node:http';
import type { Principal } from '../access/principal.js';

/** Who sent a request, as far as the server knows. */
export interface RequestCallers {
  /** The principal that the application's `authorize` named, or else the client's address; never the same for both. */
  callerOf(request: IncomingMessage): string;
  /** That principal; undefined where the client may do everything. */
  principalOf(request: IncomingMessage): Principal | undefined;
}

/** Injection token of the caller identification. */
export const RequestCallers = Symbol('RequestCallers');
