import { type ArgumentsHost, Catch, HttpException, Inject, Logger } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { WireError } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorError, type ReactorErrorCode, toReactorError } from '../../errors/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import { statusOf } from './error-statuses.js';
import { isReactorPath } from './reactor-paths.js';

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
    adapterHost: HttpAdapterHost,
  ) {
    super(adapterHost.httpAdapter);
  }

  override catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    if (host.getType() !== 'http' || !isReactorPath(request.path)) {
      super.catch(exception, host);
      return;
    }
    const response = http.getResponse<Response>();
    const { status, error } = refusalOf(exception);
    if (status >= 500 && error.code === 'internal_error') {
      const cause = error.cause ?? exception;
      this.logger.error(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    }
    if (response.headersSent) return;
    // A body that could not be read fails before the headers of other origins are set.
    applyCors(request, response, this.options);
    if (error.code === 'model_loading') response.setHeader('Retry-After', '1');
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
  const status = statusFrom(exception);
  if (status === 413) return coded(413, 'message_too_large', 'the body is larger than this route takes; send less');
  if (status === 404) return coded(404, 'not_found', 'Not Found');
  if (status !== undefined && status < 500) {
    return isSyntaxProblem(exception)
      ? coded(400, 'not_json', 'the body is not JSON')
      : coded(status, 'bad_message', exception instanceof Error ? exception.message : 'the request cannot be read');
  }
  const error = toReactorError(exception);
  return { status: statusOf(error.code), error };
}

function coded(status: number, code: ReactorErrorCode, message: string): Refusal {
  return { status, error: new ReactorError(code, message) };
}

/** Nest's exceptions and the body parser's both carry one. */
function statusFrom(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  const { status } = exception as { status?: unknown };
  return exception instanceof Error && typeof status === 'number' ? status : undefined;
}

/** The parser's own error, or what Nest makes of it. */
function isSyntaxProblem(exception: unknown): boolean {
  const { type } = exception as { type?: unknown };
  return exception instanceof SyntaxError || type === 'entity.parse.failed' || exception instanceof HttpException;
}
