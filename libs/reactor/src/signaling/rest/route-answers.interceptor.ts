import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type ApplicationConfig, ModuleRef } from '@nestjs/core';
import { concatWith, defer, EMPTY, filter, from, isObservable, mergeAll, type Observable } from 'rxjs';
import { applicationConfigOf } from '../application-config.js';
import { isReactorContext } from '../reactor-context.js';

/**
 * Wraps one global interceptor of the application: on the reactor's routes and socket the route always answers. An
 * interceptor that answers instead, for example from a cache, would send one client another's response.
 */
class RouteAnswersInterceptor implements NestInterceptor {
  constructor(private readonly inner: NestInterceptor) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): ReturnType<NestInterceptor['intercept']> {
    if (!isReactorContext(context)) return this.inner.intercept(context, next);
    let asked = false;
    const route: CallHandler<unknown> = {
      handle: () => {
        asked = true;
        return next.handle();
      },
    };
    const result = this.inner.intercept(context, route);
    const answers: Observable<unknown> = isObservable(result) ? result : from(result).pipe(mergeAll());
    return answers.pipe(
      filter(() => asked),
      concatWith(defer(() => (asked ? EMPTY : next.handle()))),
    );
  }
}

type ScopedInterceptor = ReturnType<ApplicationConfig['getGlobalRequestInterceptors']>[number];

/**
 * Puts a {@link RouteAnswersInterceptor} around each of the application's global interceptors, however and whenever it
 * is registered. Nest reads them when it creates a route, which is after this was built.
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
    const wrapped = this.wrapped.get(interceptor) ?? new RouteAnswersInterceptor(interceptor);
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
