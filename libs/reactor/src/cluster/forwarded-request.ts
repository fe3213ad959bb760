import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header of a request that one node sends to another for a client; no other client can sign one. */
export const FORWARDED_HEADER = 'x-reactor-forwarded';

/** What the first machine knows of a request, for the one that answers it. */
export interface ForwardedRequest {
  /** Tag of the node that received it. */
  readonly from: string;
  /** Tag and epoch of the node that it is for: another process at the same address refuses it. */
  readonly to: string;
  readonly epoch: number;
  /** Address of the other end of the client's connection there. */
  readonly peer: string;
  /** Of an instance there, for the session that the request starts. */
  readonly reservation?: string;
}

/** What the signature covers besides. */
export interface SignedTarget {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
}

/** @param secret shared by all nodes of the cluster */
export function signForwarded(request: ForwardedRequest, target: SignedTarget, secret: string): string {
  const payload = Buffer.from(JSON.stringify(request)).toString('base64url');
  return `${payload}.${signatureOf(payload, target, secret).toString('base64url')}`;
}

/** @returns undefined for a header that no node of this cluster has signed for this request */
export function readForwarded(
  header: string | string[] | undefined,
  target: SignedTarget,
  secret: string,
): ForwardedRequest | undefined {
  const [payload, signature, ...rest] = typeof header === 'string' ? header.split('.') : [];
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const wanted = signatureOf(payload, target, secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as ForwardedRequest;
}

function signatureOf(payload: string, { method, url }: SignedTarget, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${method} ${url}\n${payload}`).digest();
}
