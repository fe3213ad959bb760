import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { RouteAdmission } from './route-admission.js';
import { Surface } from './surface.js';

/** Has the route that the router matched admitted, unless the edge has done it. */
@Injectable()
export class SurfaceGuard implements CanActivate {
  constructor(
    private readonly surface: Surface,
    private readonly admission: RouteAdmission,
  ) {}

  /** Rejects with `forbidden`, `unauthorized` or `rate_limited`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const route = this.surface.paths.placed(String(request.route?.path), request.method);
    if (route === undefined) throw new ReactorError('not_found', 'Not Found');
    await this.admission.check(request, route, request.params);
    return true;
  }
}
