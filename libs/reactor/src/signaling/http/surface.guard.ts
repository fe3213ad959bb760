import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Admission } from '../admission.js';
import { isAllowedOrigin, originRefusal } from '../allowed-origin.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { EdgeMiddleware } from './edge.middleware.js';
import { pathOf } from './reactor-paths.js';
import { Surface } from './surface.js';

/**
 * Holds whoever came to a route of the surface past the edge to the same: a middleware of the application's may have
 * written the request's path anew.
 */
@Injectable()
export class SurfaceGuard implements CanActivate {
  constructor(
    private readonly edge: EdgeMiddleware,
    private readonly surface: Surface,
    private readonly admission: Admission,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Rejects with `forbidden` or `unauthorized`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (this.edge.hasSeen(request)) return true;
    if (!isAllowedOrigin(this.options, request.headers)) throw originRefusal();
    const { path = pathOf(request), model } = this.surface.paths.find(pathOf(request)) ?? {};
    await this.admission.check(request, { edge: 'http', path, ...(model === undefined ? {} : { model }) });
    return true;
  }
}
