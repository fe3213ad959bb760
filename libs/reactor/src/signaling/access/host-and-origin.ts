import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { ReactorError } from '../../errors/index.js';
import { hostName, normalHost, normalOrigin } from './origin-name.js';
import type { SignalingOptions } from '../signaling.options.js';

/** Throws `forbidden` where the host name or the page's origin is not allowed. */
export function checkHostAndOrigin(options: SignalingOptions, headers: IncomingHttpHeaders): void {
  if (!isAllowedHost(options, headers)) throw hostRefusal(headers);
  if (!isAllowedOrigin(options, headers)) throw originRefusal();
}

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

function originRefusal(): ReactorError {
  return new ReactorError(
    'forbidden',
    'this origin is not allowed to use the server; ask its operator to add it to allowedOrigins',
  );
}

/**
 * Is this host name allowed? A page of any name that resolves to this server (DNS rebinding) would otherwise count as
 * one of its own. Where pages of all origins may use the server, it makes no difference.
 */
function isAllowedHost(
  { allowedHosts, allowedOrigins, publicUrl }: SignalingOptions,
  headers: IncomingHttpHeaders,
): boolean {
  const name = headers.host === undefined ? undefined : hostName(headers.host);
  // Every browser sends it.
  if (headers.host === undefined || allowedHosts.includes('*')) return true;
  if (name === undefined) return false;
  if (allowedHosts.some((host) => hostName(host) === name)) return true;
  if (!allowedHosts.includes('auto')) return false;
  return (
    allowedOrigins.includes('*') ||
    isIP(name.replaceAll(/[[\]]/g, '')) !== 0 ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    [hostname(), `${hostname()}.local`].some((own) => own.toLowerCase() === name) ||
    (publicUrl !== undefined && hostName(new URL(publicUrl).host) === name) ||
    allowedOrigins.some((origin) => hostName(origin.replace(/^[^/]*\/\//, '')) === name)
  );
}

function hostRefusal({ host = '' }: IncomingHttpHeaders): ReactorError {
  const name = (hostName(host) ?? 'this name').slice(0, 253);
  return new ReactorError(
    'forbidden',
    `this server does not answer to ${name}; its operator can add it to signaling.allowedHosts (REACTOR_ALLOWED_HOSTS)`,
  );
}
