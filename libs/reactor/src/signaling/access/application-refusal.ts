import { HttpException } from '@nestjs/common';
import { WsException } from '@nestjs/websockets';
import { ReactorError } from '../../errors/index.js';

/**
 * Maps an exception of the application's guard, pipe or interceptor, or of Nest, to a contract error: they use HTTP
 * statuses, on a socket often none.
 *
 * @returns undefined where it is no refusal but a failure
 */
export function applicationRefusal(exception: unknown): ReactorError | undefined {
  if (exception instanceof HttpException) return refusalBy(exception.getStatus(), exception.message);
  if (!(exception instanceof WsException)) return undefined;
  const facts = exception.getError();
  const status = typeof facts === 'object' && 'status' in facts ? Number(facts.status) : Number.NaN;
  return refusalBy(Number.isInteger(status) ? status : FORBIDDEN, exception.message);
}

/** Meaning of Nest's own exception for a guard on a socket, which has no further detail. */
const FORBIDDEN = 403;

function refusalBy(status: number, message: string): ReactorError | undefined {
  if (status >= 500) return undefined;
  switch (status) {
    case 401:
      return new ReactorError('unauthorized', message);
    case 403:
      return new ReactorError('forbidden', message);
    case 404:
      return new ReactorError('not_found', 'Not Found');
    case 429:
      return new ReactorError('rate_limited', message);
    default:
      return new ReactorError('bad_message', message);
  }
}
