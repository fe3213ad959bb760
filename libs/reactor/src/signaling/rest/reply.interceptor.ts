import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import { type Observable, tap } from 'rxjs';

/** What sent a reply before it was sealed. */
const sealed = new WeakMap<Response, Pick<Response, 'json' | 'send'>>();

/**
 * Sends the result of a route of the surface unchanged. The application's interceptors, which wrap this one, see it and
 * may set headers; a changed result would break the contract.
 */
@Injectable()
export class ReplyInterceptor implements NestInterceptor {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(tap((body) => this.seal(response, body)));
  }

  private seal(response: Response, body: unknown): void {
    if (response.headersSent) return;
    const { json, send } = response;
    sealed.set(response, { json, send });
    response.json = response.send = () => {
      unseal(response);
      this.adapterHost.httpAdapter.reply(response, body);
      return response;
    };
  }
}

/** For a failure after the route returned: the failure is the reply. */
export function unseal(response: Response): void {
  Object.assign(response, sealed.get(response));
  sealed.delete(response);
}
