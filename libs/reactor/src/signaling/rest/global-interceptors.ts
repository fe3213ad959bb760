import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type ApplicationConfig, ModuleRef } from '@nestjs/core';
import {
  concatWith,
  defer,
  from,
  ignoreElements,
  isObservable,
  mergeAll,
  type Observable,
  of,
  tap,
  throwError,
} from 'rxjs';
import { applicationConfigOf } from '../application-config.js';
import { isReactorContext } from '../reactor-context.js';

/** What became of a route. */
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Wraps one global interceptor of the application. On the reactor's routes and socket it runs as before: it sees the result
 * of the route, may measure, log, set headers, and refuse by throwing. What is sent is always the route's own result, also
 * where the interceptor changes it, answers from a cache, or hides a failure.
 */
class ShieldedInterceptor implements NestInterceptor {
  constructor(private readonly inner: NestInterceptor) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): ReturnType<NestInterceptor['intercept']> {
    if (!isReactorContext(context)) return this.inner.intercept(context, next);
    let outcome: Outcome | undefined;
    const route: CallHandler<unknown> = {
      handle: () =>
        next.handle().pipe(
          tap({
            next: (value) => (outcome = { value }),
            error: (error: unknown) => (outcome = { error }),
          }),
        ),
    };
    const result = this.inner.intercept(context, route);
    const seen: Observable<unknown> = isObservable(result) ? result : from(result).pipe(mergeAll());
    return seen.pipe(ignoreElements(), concatWith(defer(() => ownResult(outcome, next))));
  }
}

function ownResult(outcome: Outcome | undefined, next: CallHandler<unknown>): Observable<unknown> {
  if (outcome === undefined) return next.handle();
  return 'error' in outcome ? throwError(() => outcome.error) : of(outcome.value);
}

type ScopedInterceptor = ReturnType<ApplicationConfig['getGlobalRequestInterceptors']>[number];

/**
 * Puts a {@link ShieldedInterceptor} around each of the application's global interceptors, however and whenever it is
 * registered. Nest reads them when it creates a route, which is after this was built.
 */
@Injectable()
export class GlobalInterceptors {
  private readonly wrapped = new WeakMap<NestInterceptor, NestInterceptor>();

  constructor(moduleRef: ModuleRef) {
    const config = applicationConfigOf(moduleRef);
    if (config === undefined) return;
    const shared = config.getGlobalInterceptors.bind(config);
    config.getGlobalInterceptors = () => shared().map((interceptor) => this.wrap(interceptor));
    const scoped = config.getGlobalRequestInterceptors.bind(config);
    config.getGlobalRequestInterceptors = () => scoped().map((provider) => this.wrapScoped(provider));
  }

  private wrap(interceptor: NestInterceptor): NestInterceptor {
    const wrapped = this.wrapped.get(interceptor) ?? new ShieldedInterceptor(interceptor);
    this.wrapped.set(interceptor, wrapped);
    return wrapped;
  }

  /** A provider of a scoped interceptor makes one for each request. */
  private wrapScoped(provider: ScopedInterceptor): ScopedInterceptor {
    const getInstance: ScopedInterceptor['getInstanceByContextId'] = (...context) => {
      const host = provider.getInstanceByContextId(...context);
      const { instance } = host ?? {};
      return typeof instance?.intercept === 'function' ? { ...host, instance: this.wrap(instance) } : host;
    };
    return Object.create(provider, { getInstanceByContextId: { value: getInstance } }) as ScopedInterceptor;
  }
}
