import { Inject, Injectable } from '@nestjs/common';
import { WireError } from '@nestjs-reactor/protocol';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { isAllowedOrigin, originRefusal } from '../allowed-origin.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import { HttpRefusals } from './http-refusals.js';
import { pathOf, type ReactorRoute } from './reactor-paths.js';
import { secureData } from './security-headers.js';
import { Surface } from './surface.js';

/**
 * What every request to the contract's routes meets first: headers for other origins and against abuse, a refusal of
 * pages that may not be here, preflights, and its JSON body read. What none of these routes takes passes by untouched:
 * it may be the application's.
 */
@Injectable()
export class EdgeMiddleware {
  private readonly readJson: RequestHandler;

  constructor(
    private readonly surface: Surface,
    private readonly refusals: HttpRefusals,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {
    // Some clients send JSON under another type; nothing but JSON is expected on these routes.
    this.readJson = express.json({ limit: options.maxBodyBytes, strict: false, type: () => true });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const route = this.surface.paths.find(pathOf(request))?.route;
    if (route === undefined || !takes(route, wantedMethod(request))) {
      next();
      return;
    }
    secureData(request, response);
    applyCors(request, response, this.options);
    if (!isAllowedOrigin(this.options, request.headers)) {
      this.refusals.answer(originRefusal(), request, response);
    } else if (request.method === 'OPTIONS') {
      response.status(204).end();
    } else if (route.raw) {
      // A file of JSON would be read by a parser of the application's; without a type no parser knows it for its own.
      delete request.headers['content-type'];
      next();
    } else {
      this.readJson(request, response, (error?: unknown) => {
        if (error === undefined) next();
        else this.refusals.answer(asWireError(error, this.options.maxBodyBytes), request, response);
      });
    }
  }
}

/** A preflight asks for another request. */
function wantedMethod({ method, headers }: Request): string {
  return method === 'OPTIONS' ? (headers['access-control-request-method'] ?? method) : method;
}

/** HEAD is taken where GET is. */
export function takes({ methods }: ReactorRoute, method: string): boolean {
  return methods.some((taken) => taken === method || (taken === 'GET' && method === 'HEAD'));
}

/** The parser's error in the contract's terms. */
function asWireError(error: unknown, limit: number): WireError {
  const { type } = error as { type?: unknown };
  if (type === 'entity.too.large') {
    return new WireError('message_too_large', `a body may have ${limit} bytes; send less`);
  }
  if (type === 'entity.parse.failed') return new WireError('not_json', 'the body is not JSON');
  return new WireError('bad_message', `the body cannot be read: ${error instanceof Error ? error.message : 'unknown'}`);
}
