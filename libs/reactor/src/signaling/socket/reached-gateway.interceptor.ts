import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';

/** Parsed messages that passed the application's guards and interceptors. */
const reached = new WeakSet<object>();

/** Has this message reached the gateway? If not, its error is from the application. */
export function hasReachedGateway(message: object): boolean {
  return reached.has(message);
}

/** Bound to the gateway, and so after all global ones of the application. */
export class ReachedGatewayInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    reached.add(context.switchToWs().getData<object>());
    return next.handle();
  }
}
