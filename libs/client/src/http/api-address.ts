/** Where the server's routes are, for one model. */
export interface ApiAddress {
  /** @param route without a leading slash, `health` */
  rest(route: string): string;
  /** The same for the routes that no model has of its own. */
  root(route: string): string;
  readonly socket: string;
  /** Undefined: the server's default. */
  readonly model: string | undefined;
}

/**
 * The addresses of a server's routes.
 *
 * @param base where the server's routes begin: absolute, or seen from `page`: `/` or `/api/`
 * @param page an absolute address; in a browser that of the page, elsewhere needed for a relative `base` alone
 */
export function apiAddress(
  base: string,
  model: string | undefined,
  page: string | undefined = globalThis.location?.href,
): ApiAddress {
  const root = new URL(base, page);
  if (!root.pathname.endsWith('/')) root.pathname += '/';
  const rest = model === undefined ? root : new URL(`models/${encodeURIComponent(model)}/`, root);
  const socket = new URL('signaling', root);
  socket.protocol = root.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    rest: (route) => new URL(route, rest).href,
    root: (route) => new URL(route, root).href,
    socket: socket.href,
    model,
  };
}
