import type { ReactorError } from '../../errors/index.js';

/**
 * Close codes in the range for applications: the client is not authenticated, or not allowed, or its page's origin is
 * not; the address has too many sockets.
 */
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const TOO_MANY = 4429;

/** What a socket is closed with that is turned away. */
export function closeCodeOf({ code }: ReactorError): number {
  if (code === 'unauthorized' || code === 'authorization_expired') return UNAUTHORIZED;
  return code === 'socket_limit' ? TOO_MANY : FORBIDDEN;
}

/** A close frame has room for 123 bytes. */
export function reasonOf(message: string): string {
  return Buffer.from(message)
    .subarray(0, 123)
    .toString()
    .replace(/\uFFFD$/, '');
}
