import { HttpException } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';

/**
 * What a guard, pipe or interceptor of the application's, or Nest itself, refused with, in the contract's terms: they
 * speak in statuses.
 *
 * @returns undefined where it is no refusal but a failure
 */
export function applicationRefusal(exception: unknown): ReactorError | undefined {
  if (exception instanceof HttpException) return refusalBy(exception.getStatus(), exception.message);
  return undefined;
}

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
