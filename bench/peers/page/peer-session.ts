/** A connection of this page to one of the compared servers. */
export interface PeerSession {
  readonly pc: RTCPeerConnection;
  /** Has the server draw a number from its next picture on. */
  setMarker(marker: number): void;
}

/** The body of a reply, undefined where it is empty. Throws for a refusal. */
export async function request(url: string, body?: unknown): Promise<unknown> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body === undefined ? {} : post);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
