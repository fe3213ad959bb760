import type { IncomingHttpHeaders } from 'node:http';
import { ReactorError } from '../../errors/index.js';
import { hostRefusal, isAllowedHost } from './allowed-host.js';
import { normalHost, normalOrigin } from './origin-name.js';
import type { SignalingOptions } from '../signaling.options.js';

/**
 * May the page that sends this request use the server? Pages of the server's own host and of its public address are
 * always allowed, and a client that is no page sends no origin.
 */
export function isAllowedOrigin(
  { allowedOrigins, publicUrl }: SignalingOptions,
  { origin, host = '' }: IncomingHttpHeaders,
): boolean {
  if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin)) return true;
  const asked = normalOrigin(origin);
  if (asked === undefined) return false;
  if (allowedOrigins.some((allowed) => normalOrigin(allowed) === asked)) return true;
  if (publicUrl !== undefined && normalOrigin(new URL(publicUrl).origin) === asked) return true;
  const [protocol = '', own] = asked.split('//');
  return normalHost(host, protocol) === own;
}

/** Throws `forbidden` where the host name or the page's origin is not allowed. */
export function checkHostAndOrigin(options: SignalingOptions, headers: IncomingHttpHeaders): void {
  if (!isAllowedHost(options, headers)) throw hostRefusal(headers);
  if (!isAllowedOrigin(options, headers)) throw originRefusal();
}

export function originRefusal(): ReactorError {
  return new ReactorError(
    'forbidden',
    'this origin is not allowed to use the server; ask its operator to add it to allowedOrigins',
  );
}
