import { type ArgumentsHost, Catch, HttpException, Inject, Logger } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { WireError } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorError, type ReactorErrorCode, toReactorError } from '../../errors/index.js';
import { describe, LogLine, stackOf } from '../../logging/index.js';
import { RefusalTally } from '../../session/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import { statusOf } from './error-statuses.js';
import { isReactorPath, pathOf } from './reactor-paths.js';

/** A failure as its reply needs it. */
interface Refusal {
  readonly status: number;
  readonly error: ReactorError;
}

/** The one place where an error becomes an HTTP reply on the contract's routes; other routes keep Nest's own. */
@Catch()
export class ReactorExceptionFilter extends BaseExceptionFilter {
  private readonly logger = new Logger('Reactor');

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalTally,
    adapterHost: HttpAdapterHost,
  ) {
    super(adapterHost.httpAdapter);
  }

  override catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    if (host.getType() !== 'http' || !isReactorPath(pathOf(request))) {
      super.catch(exception, host);
      return;
    }
    const response = http.getResponse<Response>();
    const { status, error } = refusalOf(exception);
    this.refusals.count('http', error.code);
    // The client hears a code and what to do; what lies behind it is for the log alone.
    const cause = error.cause ?? exception;
    const session = sessionOf(pathOf(request));
    if (error.code === 'internal_error') {
      this.logger.error(new LogLine(describe(cause), { session }), stackOf(cause));
    } else if (error.cause !== undefined) {
      this.logger.warn(new LogLine(error.message, { session, code: error.code }), stackOf(cause));
    }
    if (response.headersSent) return;
    // A body that could not be read fails before the headers of other origins are set.
    applyCors(request, response, this.options);
    if (error.retryAfterMs !== undefined) {
      response.setHeader('Retry-After', String(Math.ceil(error.retryAfterMs / 1_000)));
    }
    response.status(status).json({
      detail: error.message,
      code: error.code,
      ...(error.field === undefined ? {} : { field: error.field }),
      ...(error.fields === undefined ? {} : { fields: error.fields }),
    });
  }
}

function refusalOf(exception: unknown): Refusal {
  if (exception instanceof WireError) {
    const code: ReactorErrorCode =
      exception.code === 'message_too_large' || exception.code === 'not_json' ? exception.code : 'bad_message';
    const error = new ReactorError(
      code,
      exception.message,
      exception.field === undefined ? {} : { field: exception.field },
    );
    return { status: statusOf(code), error };
  }
  if (exception instanceof HttpException) {
    const status = exception.getStatus();
    return { status, error: status < 500 ? refusalBy(status, exception.message) : toReactorError(exception) };
  }
  const error = toReactorError(exception);
  return { status: statusOf(error.code), error };
}

/** Guards and pipes of the application, and Nest itself, speak in statuses. */
function refusalBy(status: number, message: string): ReactorError {
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

/** The id in a path under a session; what is no id is the client's own text. */
function sessionOf(path: string): string | undefined {
  return /\/sessions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(path)?.[1];
}
