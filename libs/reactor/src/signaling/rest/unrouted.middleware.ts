import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { HttpRefusals } from './http-refusals.js';
import { applyOriginAndCors } from './apply-origin-and-cors.js';
import { pathOf, takes } from './reactor-paths.js';
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
    if (applyOriginAndCors(request, response, this.options, this.refusals)) return;
    const { routes } = found;
    if (routes.length > 0 && !routes.some((route) => takes(route, request.method))) {
      const methods = routes.map(({ method }) => method).sort();
      response.setHeader('Allow', methods.join(', '));
      this.refusals.answer(new ReactorError('method_not_allowed', 'Method Not Allowed'), request, response);
    } else {
      this.refusals.answer(new ReactorError('not_found', 'Not Found'), request, response);
    }
  }
}
