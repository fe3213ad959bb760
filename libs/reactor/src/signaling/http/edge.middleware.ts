import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { WireError } from '@nestjs-reactor/protocol';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { isAllowedOrigin, originRefusal } from '../allowed-origin.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import { isReactorPath, pathOf, type ReactorRoute, routeOf } from './reactor-paths.js';
import { secureData } from './security-headers.js';

/**
 * What every request to the contract's routes meets first: headers for other origins and against abuse, a refusal of
 * pages that may not be here and of methods that the route does not have, preflights, and its JSON body read.
 */
@Injectable()
export class EdgeMiddleware implements NestMiddleware {
  private readonly readJson: RequestHandler;
  private readonly met = new WeakSet<Request>();

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {
    // Some clients send JSON under another type; nothing but JSON is expected on these routes.
    this.readJson = express.json({ limit: options.maxBodyBytes, strict: false, type: () => true });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const path = pathOf(request);
    if (!isReactorPath(path) || this.met.has(request)) {
      next();
      return;
    }
    this.met.add(request);
    secureData(request, response);
    applyCors(request, response, this.options);
    const route = routeOf(path);
    if (!isAllowedOrigin(this.options, request.headers)) {
      next(originRefusal());
    } else if (request.method === 'OPTIONS') {
      response.status(204).end();
    } else if (route !== undefined && !allows(route, request.method)) {
      response.setHeader('Allow', route.methods.join(', '));
      next(new ReactorError('method_not_allowed', 'Method Not Allowed'));
    } else if (route?.raw) {
      // A file of JSON would be read by a parser of the application's; without a type no parser knows it for its own.
      delete request.headers['content-type'];
      next();
    } else {
      this.readJson(request, response, (error?: unknown) => {
        next(error === undefined ? undefined : asWireError(error, this.options.maxBodyBytes));
      });
    }
  }
}

/**
 * Puts the middleware in front of Nest's own body parsers, which would read a file of JSON for a body and know another
 * limit. A testing module makes its HTTP server later than its providers: there it comes in the order of middlewares.
 */
export function installEdge({ httpAdapter }: Partial<HttpAdapterHost>, edge: EdgeMiddleware): void {
  httpAdapter?.use((request: Request, response: Response, next: NextFunction) => edge.use(request, response, next));
}

function allows({ methods }: ReactorRoute, method: string): boolean {
  return methods.some((allowed) => allowed === method || (allowed === 'GET' && method === 'HEAD'));
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
