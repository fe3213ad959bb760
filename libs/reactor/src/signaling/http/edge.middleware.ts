import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import { isReactorPath } from './reactor-paths.js';

/** What every request to the contract's routes meets first: cross-origin headers, preflights, and its JSON body read. */
@Injectable()
export class EdgeMiddleware implements NestMiddleware {
  private readonly readJson: RequestHandler;

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {
    // Some clients send JSON under another type; nothing but JSON is expected on these routes.
    this.readJson = express.json({ limit: options.maxBodyBytes, strict: false, type: () => true });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    if (!isReactorPath(request.path)) {
      next();
      return;
    }
    applyCors(request, response, this.options);
    if (request.method === 'OPTIONS') response.status(204).end();
    else this.readJson(request, response, next);
  }
}
