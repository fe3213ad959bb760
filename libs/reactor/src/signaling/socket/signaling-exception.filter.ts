import { type ArgumentsHost, Catch, Inject, Logger, type WsExceptionFilter } from '@nestjs/common';
import { type SignalingServerMessage, WireError } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { toReactorError } from '../../errors/index.js';
import { describe, stackOf } from '../../logging/index.js';
import { RefusalTally } from '../../session/index.js';
import { applicationRefusal } from '../application-refusal.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { sendFrame } from './send-frame.js';

/** The one place where an error becomes a message on the socket. */
@Catch()
export class SignalingExceptionFilter implements WsExceptionFilter {
  private readonly logger = new Logger('Reactor');

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalTally,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const ws = host.switchToWs();
    const request = ws.getData<{ request_id?: string } | undefined>();
    const message = toErrorMessage(exception, request?.request_id);
    this.refusals.count('socket', message.error.code);
    if (message.error.code === 'internal_error') this.logger.error(describe(exception), stackOf(exception));
    sendFrame(ws.getClient<WebSocket>(), message, this.options.maxBufferedBytes, this.refusals);
  }
}

export function toErrorMessage(
  exception: unknown,
  requestId: string | undefined,
): Extract<SignalingServerMessage, { type: 'error' }> {
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
