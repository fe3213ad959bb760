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
 * @param page the page's own address
 * @param base where the server's routes begin, seen from the page: `/` or `/api/`
 */
export function apiAddress(page: string, base: string, model: string | undefined): ApiAddress {
  const root = new URL(base.endsWith('/') ? base : `${base}/`, page);
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
