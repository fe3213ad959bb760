import { type ArgumentsHost, Catch, Logger, type WsExceptionFilter } from '@nestjs/common';
import { type SignalingServerMessage, WireError } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { ReactorError, toReactorError } from '../../errors/index.js';
import { describe, LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import { RefusalCounter } from '../../session/index.js';
import { applicationRefusal } from '../access/application-refusal.js';
import { hasReachedGateway } from './reached-gateway.interceptor.js';
import { SocketRefusals } from './socket-refusals.js';

/** The one place where an error becomes a message on the socket. */
@Catch()
export class SignalingExceptionFilter implements WsExceptionFilter {
  private readonly logger = new Logger('Reactor');
  private readonly valve = new LogRateLimiter();

  constructor(
    private readonly answers: SocketRefusals,
    private readonly refusals: RefusalCounter,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const ws = host.switchToWs();
    const request = ws.getData<{ request_id?: string } | undefined>();
    let message = toErrorMessage(exception, request?.request_id);
    if (message.error.code === 'internal_error' && request !== undefined && !hasReachedGateway(request)) {
      this.logApplicationFailure(exception);
      message = toErrorMessage(APPLICATION_FAILED, request.request_id);
    } else if (message.error.code === 'internal_error') {
      this.logger.error(describe(exception), stackOf(exception));
    } else if (exception instanceof Error && exception.cause !== undefined) {
      this.logger.warn(message.error.message, stackOf(exception.cause));
    }
    this.refusals.count('socket', message.error.code);
    this.answers.send(ws.getClient<WebSocket>(), message);
  }

  /** The same failure affects every message of every client. */
  private logApplicationFailure(exception: unknown): void {
    this.valve.pass((unlogged) =>
      this.logger.error(
        new LogLine(
          `a global guard or interceptor of the application failed on the signalling socket: ${describe(exception)}; ` +
            'it is asked for messages too, where there is no HTTP request: take reactorRequestOf(context), or leave the ' +
            'reactor out with isReactorContext(context)',
          { unlogged },
        ),
        stackOf(exception),
      ),
    );
  }
}

const APPLICATION_FAILED = new ReactorError(
  'application_failed',
  'a guard or an interceptor of the server’s application failed on this message; its log names the error',
);

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
