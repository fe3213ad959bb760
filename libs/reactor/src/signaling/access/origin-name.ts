import { parseUrl } from './parse-url.js';

/**
 * An origin in the one form that two spellings of it share: lower case, no default port, no dot or slash at the end, names
 * of other scripts as browsers send them.
 *
 * @returns undefined for what is not an origin
 */
export function normalOrigin(text: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+\/?$/i.test(text) ? parseUrl(text) : undefined;
  if (url === undefined) return undefined;
  const { protocol, host } = url;
  return `${protocol}//${withoutDot(host).toLowerCase()}`;
}

/** A host with its port in the same form, as a request names it. @param protocol that its default port is of */
export function normalHost(host: string, protocol = 'http:'): string | undefined {
  return normalOrigin(`${protocol}//${host}`)?.slice(`${protocol}//`.length);
}

/** The host's name alone; an IPv6 address in brackets. */
export function hostName(host: string): string | undefined {
  return normalHost(host)?.replace(/:\d+$/, '');
}

function withoutDot(host: string): string {
  return host.replace(/\.(?=:\d+$|$)/, '');
}
