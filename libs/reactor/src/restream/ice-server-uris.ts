/** The servers of a `Link` header with `rel="ice-server"` (RFC 9725, 4.6), such as `turn:turn.example.com?transport=udp`. */
export function iceServerUris(link: string): readonly string[] {
  return [...link.matchAll(/<([^>]*)>([^<]*)/g)]
    .filter(([, , parameters]) => /;\s*rel="?ice-server"?/i.test(parameters!))
    .map(([, uri]) => uri!.trim());
}
