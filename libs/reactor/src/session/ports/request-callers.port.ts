import type { IncomingMessage } from 'node:http';

/** Who sent a request, as far as the server knows. */
export interface RequestCallers {
  /** The principal that the application's `authorize` named, or else the client's address; never the same for both. */
  callerOf(request: IncomingMessage): string;
}

/** Injection token of the caller identification. */
export const RequestCallers = Symbol('RequestCallers');
