import type { Request, Response } from 'express';
import { checkHostAndOrigin } from '../access/allowed-origin.js';
import type { SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import type { HttpRefusals } from './http-refusals.js';
import { secureData } from './security-headers.js';

/**
 * Common step for every request to the contract's paths, with or without a route: CORS and security headers, denial of
 * pages that are not allowed, and preflights.
 *
 * @returns true where it is answered
 */
export function applyOriginAndCors(
  request: Request,
  response: Response,
  options: SignalingOptions,
  refusals: HttpRefusals,
): boolean {
  secureData(request, response);
  // Replies are not cached, so conditional headers are dropped: Express would answer 304 without a body.
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  applyCors(request, response, options);
  try {
    checkHostAndOrigin(options, request.headers);
  } catch (error) {
    refusals.answer(error, request, response);
    return true;
  }
  if (request.method !== 'OPTIONS') return false;
  response.status(204).end();
  return true;
}
