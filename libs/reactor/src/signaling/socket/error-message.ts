import { type SignalingServerMessage, WireError } from '@nestjs-reactor/protocol';
import { toReactorError } from '../../errors/index.js';
import { applicationRefusal } from '../access/application-refusal.js';

export type ErrorMessage = Extract<SignalingServerMessage, { type: 'error' }>;

/** What the client receives for any exception. */
export function toErrorMessage(exception: unknown, requestId: string | undefined): ErrorMessage {
  const error =
    exception instanceof WireError ? exception : (applicationRefusal(exception) ?? toReactorError(exception));
  return {
    type: 'error',
    ...(requestId === undefined ? {} : { request_id: requestId }),
    error: {
      code: error.code,
      message: error.message,
      ...(error.field === undefined ? {} : { field: error.field }),
      ...('fields' in error && error.fields !== undefined ? { fields: error.fields } : {}),
    },
  };
}
