import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';

/** Messages, as they were parsed, that the application's guards and interceptors let through. */
const reached = new WeakSet<object>();

/** Has this message come to the gateway? If not, what failed on it is the application's. */
export function hasReachedGateway(message: object): boolean {
  return reached.has(message);
}

/** The gateway's own, and so behind all that the application has for every route. */
export class ReachedGatewayInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    reached.add(context.switchToWs().getData<object>());
    return next.handle();
  }
}
