import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { ReactorError } from '../../errors/index.js';
import { hostName } from './origin-name.js';
import type { SignalingOptions } from '../signaling.options.js';

/**
 * Is this host name allowed? A page of any name that resolves to this server (DNS rebinding) would otherwise count as
 * one of its own. Where pages of all origins may use the server, it makes no difference.
 */
export function isAllowedHost(
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

export function hostRefusal({ host = '' }: IncomingHttpHeaders): ReactorError {
  const name = (hostName(host) ?? 'this name').slice(0, 253);
  return new ReactorError(
    'forbidden',
    `this server does not answer to ${name}; its operator can add it to signaling.allowedHosts (REACTOR_ALLOWED_HOSTS)`,
  );
}
