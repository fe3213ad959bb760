import type { IncomingMessage } from 'node:http';

/** Who sends a request, as far as the server can tell. */
export interface RequestCallers {
  /** The principal that the application's `authorize` named, or else the client's address; never the same for both. */
  callerOf(request: IncomingMessage): string;
}

/** Injection token of what tells callers apart. */
export const RequestCallers = Symbol('RequestCallers');
