import type { Transport } from '@nestjs-reactor/client';

/** What the page is for. */
export interface PageSettings {
  /** Where the server's routes begin, seen from the page. */
  readonly url: string;
  /** Undefined: the server's default model. */
  readonly model: string | undefined;
  /** Id of the session that the address names. */
  readonly session: string | undefined;
  /** How the picture comes. */
  readonly transport: Transport;
}

const TRANSPORTS: readonly Transport[] = ['webrtc', 'websocket'];

/** Where the server is and which model is meant, from the page's own head and address: `?model=name&session=id&transport=websocket`. */
export function readPageSettings(): PageSettings {
  const url = document.querySelector<HTMLMetaElement>('meta[name="reactor-base"]')?.content || '/';
  const query = new URLSearchParams(location.search);
  return {
    url,
    model: query.get('model') || undefined,
    session: query.get('session') || undefined,
    transport: TRANSPORTS.find((one) => one === query.get('transport')) ?? 'auto',
  };
}

/** Names the page's session in its address, so that a reload comes back into it; undefined: none. */
export function nameSession(id: string | undefined): void {
  const address = new URL(location.href);
  if (id === undefined) address.searchParams.delete('session');
  else address.searchParams.set('session', id);
  if (address.href !== location.href) history.replaceState(history.state, '', address);
}
