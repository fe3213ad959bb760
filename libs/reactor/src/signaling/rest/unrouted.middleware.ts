import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { checkHostAndOrigin } from '../access/host-and-origin.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { HttpRefusals } from './http-refusals.js';
import { answerPreflight, prepareReply } from './prepare-reply.js';
import { type FoundPath, pathOf, takes } from './reactor-paths.js';
import { Surface } from './surface.js';

/**
 * Answers requests to the contract's paths that no route handled, the application's included: unsupported methods, and
 * unknown paths under a session's transport.
 */
@Injectable()
export class UnroutedMiddleware {
  constructor(
    private readonly surface: Surface,
    private readonly refusals: HttpRefusals,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  use(request: Request, response: Response, next: NextFunction): void {
    const found = this.surface.paths.find(pathOf(request));
    if (found === undefined) {
      next();
      return;
    }
    prepareReply(request, response, this.options);
    try {
      if (request.method === 'OPTIONS') answerPreflight(request, response, this.options, found.routes);
      else if (isEmptyGet(found, request)) this.answerEmpty(request, response);
      else this.refuse(found, request, response);
    } catch (error) {
      this.refusals.answer(error, request, response);
    }
  }

  private answerEmpty(request: Request, response: Response): void {
    checkHostAndOrigin(this.options, request.headers);
    response.status(204).end();
  }

  private refuse({ routes }: FoundPath, request: Request, response: Response): never {
    checkHostAndOrigin(this.options, request.headers);
    if (routes.length === 0 || routes.some((route) => takes(route, request.method))) {
      throw new ReactorError('not_found', 'Not Found');
    }
    const methods = routes.map(({ method }) => method).sort();
    response.setHeader('Allow', methods.join(', '));
    throw new ReactorError('method_not_allowed', 'Method Not Allowed');
  }
}

/** Addresses of WHEP and WHIP have no representation, and a GET is answered with that (RFC 9725, 4.1). */
function isEmptyGet({ routes }: FoundPath, { method }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && routes.some(({ consumes }) => consumes !== undefined);
}
