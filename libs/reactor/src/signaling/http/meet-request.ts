import type { Request, Response } from 'express';
import { checkHostAndOrigin } from '../allowed-origin.js';
import type { SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import type { HttpRefusals } from './http-refusals.js';
import { secureData } from './security-headers.js';

/**
 * What every request to the contract's paths meets, whether a route takes it or none: headers for other origins and
 * against abuse, a refusal of pages that may not be here, and preflights.
 *
 * @returns true where it is answered
 */
export function meetRequest(
  request: Request,
  response: Response,
  options: SignalingOptions,
  refusals: HttpRefusals,
): boolean {
  secureData(request, response);
  // Nothing was kept, so nothing can be compared: Express would answer with 304 and no body.
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
