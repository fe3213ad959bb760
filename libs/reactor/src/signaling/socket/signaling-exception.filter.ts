import { type ArgumentsHost, Catch, Logger, type WsExceptionFilter } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { describe, LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import { toErrorMessage } from './error-message.js';
import { SocketReplies } from './socket-replies.js';

/**
 * Answers for the guards, pipes and interceptors of the application on the socket: the gateway answers its own errors.
 */
@Catch()
export class SignalingExceptionFilter implements WsExceptionFilter {
  private readonly logger = new Logger('Reactor');
  private readonly logLimit = new LogRateLimiter();

  constructor(private readonly replies: SocketReplies) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const ws = host.switchToWs();
    const requestId = ws.getData<{ request_id?: string } | undefined>()?.request_id;
    const isFailure = toErrorMessage(exception, requestId).error.code === 'internal_error';
    if (isFailure) this.logFailure(exception);
    this.replies.refuse(ws.getClient<WebSocket>(), isFailure ? APPLICATION_FAILED : exception, requestId);
  }

  /** The same failure affects every message of every client. */
  private logFailure(exception: unknown): void {
    this.logLimit.pass((unlogged) =>
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
