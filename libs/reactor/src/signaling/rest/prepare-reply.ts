import type { Request, Response } from 'express';
import { checkHostAndOrigin } from '../access/host-and-origin.js';
import type { SignalingOptions } from '../signaling.options.js';
import type { ReactorRouteEntry } from '../../routes/index.js';
import { applyCors } from './cors.js';
import { secureData } from './security-headers.js';

/**
 * Common to every request at the contract's paths, with or without a route: security and CORS headers, and a reply that is
 * always whole.
 */
export function prepareReply(request: Request, response: Response, options: SignalingOptions): void {
  secureData(request, response);
  // Replies are not cached, so conditional headers are dropped: Express would answer 304 without a body.
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  applyCors(request, response, options);
}

/** Throws `forbidden` for a page that is not allowed. @param routes of the path */
export function answerPreflight(
  request: Request,
  response: Response,
  options: SignalingOptions,
  routes: readonly ReactorRouteEntry[],
): void {
  checkHostAndOrigin(options, request.headers);
  for (const route of routes) sayAccepted(route, response);
  response.status(204).end();
}

/** Says which media type the route takes (Linked Data Platform 7.1, RFC 5789 3.1). */
export function sayAccepted({ method, consumes }: ReactorRouteEntry, response: Response): void {
  if (consumes !== undefined) response.setHeader(method === 'PATCH' ? 'Accept-Patch' : 'Accept-Post', consumes);
}
