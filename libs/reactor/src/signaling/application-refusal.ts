import { HttpException } from '@nestjs/common';
import { WsException } from '@nestjs/websockets';
import { ReactorError } from '../errors/index.js';

/**
 * What a guard, pipe or interceptor of the application's, or Nest itself, refused with, in the contract's terms: they
 * speak in statuses, on a socket often in none.
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

/** What Nest's own refusal of a guard on a socket means; it says no more. */
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
