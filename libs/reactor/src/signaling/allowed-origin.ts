import type { IncomingHttpHeaders } from 'node:http';
import { ReactorError } from '../errors/index.js';
import type { SignalingOptions } from './signaling.options.js';

/**
 * May the page that sends this request use the server? Pages of the server's own host and of its public address always may, and a client that is
 * no page names no origin.
 */
export function isAllowedOrigin(
  { allowedOrigins, publicUrl }: SignalingOptions,
  { origin, host }: IncomingHttpHeaders,
): boolean {
  if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin)) return true;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

export function originRefusal(): ReactorError {
  return new ReactorError('forbidden', 'pages of this origin may not use this server; ask its operator to allow it');
}
