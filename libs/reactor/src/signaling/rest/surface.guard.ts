import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { checkHostAndOrigin } from '../access/allowed-origin.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { RouteAdmission } from './route-admission.js';
import { Surface } from './surface.js';

/**
 * Checks the route that the router matched, which is the one that runs. The edge before it parsed the path itself, and
 * a middleware of the application may have rewritten the path in between.
 */
@Injectable()
export class SurfaceGuard implements CanActivate {
  constructor(
    private readonly surface: Surface,
    private readonly admission: RouteAdmission,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Rejects with `forbidden` or `unauthorized`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!this.admission.hasSeen(request)) checkHostAndOrigin(this.options, request.headers);
    const route = this.surface.paths.placed(String(request.route?.path), request.method);
    if (route === undefined) throw new ReactorError('not_found', 'Not Found');
    await this.admission.check(request, route, request.params);
    return true;
  }
}
