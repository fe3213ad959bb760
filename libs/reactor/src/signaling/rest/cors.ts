import type { Request, Response } from 'express';
import { isAllowedOrigin } from '../access/host-and-origin.js';
import type { SignalingOptions } from '../signaling.options.js';

/** Ten minutes: how long a browser may cache the preflight. */
const MAX_AGE_SECONDS = '600';

/**
 * Allows pages of other origins. Requested headers are reflected, since a wildcard does not cover `Authorization`;
 * `Retry-After` is exposed, since clients poll by it, and what players read of WHEP and WHIP.
 */
export function applyCors(request: Request, response: Response, options: SignalingOptions): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  response.vary('Origin');
  if (!isAllowedOrigin(options, request.headers)) return;
  response.setHeader('Access-Control-Allow-Origin', options.allowedOrigins.includes('*') ? '*' : origin);
  if (options.allowCredentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Expose-Headers', 'Accept-Patch, ETag, Link, Location, Retry-After');
  if (request.method !== 'OPTIONS') return;
  const requested = request.headers['access-control-request-headers'];
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS');
  if (requested !== undefined) response.setHeader('Access-Control-Allow-Headers', requested);
  if (options.allowPrivateNetwork && request.headers['access-control-request-private-network'] === 'true') {
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
  }
  response.setHeader('Access-Control-Max-Age', MAX_AGE_SECONDS);
}
