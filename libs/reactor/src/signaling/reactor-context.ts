import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';

const REACTOR_CLASS = Symbol('REACTOR_CLASS');

/** Marks a controller or gateway as the framework's own. */
export function markReactorClass(target: object): void {
  Reflect.defineMetadata(REACTOR_CLASS, true, target);
}

/**
 * Is this context of a global guard or interceptor one of the reactor's, a route or a message on its signalling socket?
 * A guard that returns true here leaves the reactor to `signaling.authorize`.
 */
export function isReactorContext(context: Pick<ExecutionContext, 'getClass'>): boolean {
  return Reflect.getMetadata(REACTOR_CLASS, context.getClass()) === true;
}

/**
 * The HTTP request behind a context of the reactor's: of a route the request itself, of a message on the signalling
 * socket the one that opened the socket. It has `headers` and `url`; what Express or a middleware adds to a request
 * (`path`, `cookies`, `user`) a socket's does not have.
 *
 * @returns undefined in a context that is not the reactor's
 */
export function reactorRequestOf(context: ExecutionContext): IncomingMessage | undefined {
  if (!isReactorContext(context)) return undefined;
  if (context.getType() === 'http') return context.switchToHttp().getRequest<IncomingMessage>();
  return context.switchToWs().getClient<{ readonly upgradeReq: IncomingMessage }>().upgradeReq;
}
