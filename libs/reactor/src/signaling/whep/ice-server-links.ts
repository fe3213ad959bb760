import type { IceServer } from '../../session/index.js';

/** STUN and TURN servers as values of `Link` headers (RFC 9725, 4.6). */
export function iceServerLinks(servers: readonly IceServer[]): string[] {
  return servers.flatMap(({ uris, credentials }) =>
    uris.map((uri) => {
      const link = `<${uri}>; rel="ice-server"`;
      if (credentials === undefined) return link;
      const { username, password } = credentials;
      return `${link}; username="${quoted(username)}"; credential="${quoted(password)}"; credential-type="password"`;
    }),
  );
}

function quoted(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}
