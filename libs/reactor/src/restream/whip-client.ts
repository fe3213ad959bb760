import { VERSION } from '../version.js';
import { failed, refused } from './restream-error.js';
import { iceServerUris } from './ice-server-uris.js';
import { readText } from './read-text.js';
import { retryAfterMs } from './retry-after.js';

/** Where a stream is published. */
export interface WhipEndpoint {
  readonly url: string;
  /** Sent as `Authorization: Bearer`; absent or empty: none. */
  readonly token?: string;
}

/** What a server has made of an offer. */
export interface WhipResource {
  /** The SDP. */
  readonly answer: string;
  /** To be deleted at the end; undefined where the server names none. */
  readonly url: URL | undefined;
  readonly token: string | undefined;
  /** STUN and TURN servers that it names. */
  readonly iceServers: readonly string[];
}

/** An answer has some thousand characters. */
const MAX_ANSWER = 262_144;

/** Characters of a refusal's body that are worth reading. */
const MAX_REASON = 200;

const MAX_REDIRECTS = 5;

/** Of a client that comes too early or too often, or while its earlier connection is still there: later they may succeed. */
const LATER: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);

/** The HTTP of a WHIP publisher (RFC 9725): it offers, and deletes what came of it. It has no state. */
export class WhipClient {
  /** @param timeoutMs of one request, its redirects included */
  constructor(private readonly timeoutMs: number) {}

  /**
   * Offers. Redirects 307 and 308 are followed with the token, though never from https to http.
   *
   * Rejects with `restream_refused` for what no further attempt would change, and with `restream_failed` otherwise, with
   * `retryAfterMs` where the server says it.
   */
  async publish({ url, token }: WhipEndpoint, offer: string, stop: AbortSignal): Promise<WhipResource> {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(this.timeoutMs)]);
    let at = parse(url);
    for (let redirects = 0; ; redirects++) {
      const response = await this.send(at, 'POST', token, signal, offer);
      const { status } = response;
      if (status < 300 || status >= 400) return await this.readAnswer(response, at, token);
      await response.body?.cancel();
      if (redirects === MAX_REDIRECTS) throw refused(`it redirects more than ${MAX_REDIRECTS} times`);
      at = redirectOf(response, at, token);
    }
  }

  /** Ends what was published. Rejects where the server does not say that it has. */
  async remove({ url, token }: WhipResource): Promise<void> {
    if (url === undefined) return;
    const response = await this.send(url, 'DELETE', token, AbortSignal.timeout(this.timeoutMs));
    await response.body?.cancel();
    // It may have ended it by itself.
    if (!response.ok && response.status !== 404) throw failed(`it answers DELETE with ${response.status}`);
  }

  private async send(
    url: URL,
    method: 'POST' | 'DELETE',
    token: string | undefined,
    signal: AbortSignal,
    offer?: string,
  ): Promise<Response> {
    const headers: Record<string, string> = { 'User-Agent': `nestjs-reactor/${VERSION}` };
    if (token) headers['Authorization'] = `Bearer ${token}`;
    if (offer !== undefined) {
      headers['Content-Type'] = 'application/sdp';
      headers['Accept'] = 'application/sdp';
    }
    try {
      return await fetch(url, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(offer === undefined ? {} : { body: offer }),
      });
    } catch (error) {
      throw failed(this.reasonOf(error), { cause: error });
    }
  }

  private async readAnswer(response: Response, at: URL, token: string | undefined): Promise<WhipResource> {
    if (!response.ok) throw await this.refusalOf(response);
    const type = response.headers.get('content-type') ?? 'nothing';
    if (!/^application\/sdp\b/i.test(type)) {
      await response.body?.cancel();
      throw refused(`it answers the offer with ${type} and not with application/sdp: this is no WHIP endpoint`);
    }
    const answer = await this.read(response, MAX_ANSWER);
    if (answer === undefined) throw refused(`its answer is longer than ${MAX_ANSWER} bytes`);
    return {
      answer,
      url: locationOf(response, at, token),
      token,
      iceServers: iceServerUris(response.headers.get('link') ?? ''),
    };
  }

  private async refusalOf(response: Response): Promise<Error> {
    const { status } = response;
    const reason = await this.read(response, MAX_REASON).catch(() => undefined);
    const said = reason === undefined || reason.trim() === '' ? '' : ` (${printable(reason)})`;
    const isFinal = status >= 400 && status < 500 && !LATER.has(status);
    if (isFinal) return refused(`it answers with ${status}${said}${ADVICE[status] ?? ''}`);
    const after = retryAfterMs(response.headers.get('retry-after'), Date.now());
    return failed(`it answers with ${status}${said}`, after === undefined ? {} : { retryAfterMs: after });
  }

  private async read(response: Response, most: number): Promise<string | undefined> {
    try {
      return await readText(response, most);
    } catch (error) {
      throw failed(this.reasonOf(error), { cause: error });
    }
  }

  /** @param error as `fetch` throws it: what went wrong is in its cause */
  private reasonOf(error: unknown): string {
    const { name, message, cause } = error as Partial<Error>;
    if (name === 'TimeoutError') return `it does not answer within ${this.timeoutMs} ms`;
    if (name === 'AbortError') return 'it was stopped';
    const deeper = cause as Partial<NodeJS.ErrnoException> | undefined;
    return `it cannot be reached: ${deeper?.code ?? deeper?.message ?? message ?? 'unknown'}`;
  }
}

/** What to do about a status. */
const ADVICE: Readonly<Record<number, string>> = {
  401: '; give the token that it wants as restream.token',
  403: '; its token does not allow to publish there: correct restream.token',
  404: '; correct restream.url',
  405: '; this is no WHIP endpoint: correct restream.url',
};

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw refused(`${JSON.stringify(text)} is no URL; correct restream.url, or what restream.target returns`);
  }
}

/** Throws `restream_refused` where the request may not go there. */
function redirectOf(response: Response, at: URL, token: string | undefined): URL {
  const location = response.headers.get('location');
  const { status } = response;
  if (status !== 307 && status !== 308) {
    const to = location === null ? '' : `; where it leads to a WHIP endpoint, give ${location} as restream.url`;
    throw refused(`it answers with ${status}, which would turn the offer into a GET${to}`);
  }
  const to = resolve(location, at);
  if (to === undefined) throw refused(`it redirects (${status}) to no address`);
  if (showsToken(at, to, token))
    throw refused(`it redirects from https to ${to.origin}, where the token could be read`);
  return to;
}

/** Throws `restream_refused` where the token may not go there. */
function locationOf(response: Response, at: URL, token: string | undefined): URL | undefined {
  const location = resolve(response.headers.get('location'), at);
  return location === undefined || showsToken(at, location, token) ? undefined : location;
}

function resolve(location: string | null, at: URL): URL | undefined {
  if (location === null) return undefined;
  try {
    const url = new URL(location, at);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}

function showsToken(from: URL, to: URL, token: string | undefined): boolean {
  return Boolean(token) && from.protocol === 'https:' && to.protocol !== 'https:';
}

/** On one line, without control characters. */
function printable(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
}
