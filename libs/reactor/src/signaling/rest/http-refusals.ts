import { HttpException, Inject, Injectable, Logger } from '@nestjs/common';
import { WireError } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorError, type ReactorErrorCode, toReactorError } from '../../errors/index.js';
import { describe, LogLine, LogRateLimiter, stackOf, stacksOf } from '../../logging/index.js';
import { RefusalCounter } from '../../session/index.js';
import { applicationRefusal } from '../access/application-refusal.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { applyCors } from './cors.js';
import { statusOf } from './error-statuses.js';
import { pathOf } from './reactor-paths.js';

/** A failure as its reply needs it. */
interface Refusal {
  readonly status: number;
  readonly error: ReactorError;
}

/** The one place where an error becomes an HTTP reply on the contract's routes, before the router and behind it. */
@Injectable()
export class HttpRefusals {
  private readonly logger = new Logger('Reactor');
  private readonly logLimit = new LogRateLimiter();

  constructor(
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    private readonly refusals: RefusalCounter,
  ) {}

  answer(exception: unknown, request: Request, response: Response): void {
    const { status, error } = refusalOf(exception);
    this.refusals.count('http', error.code);
    // The client receives a code and what to do; the cause is only logged.
    const cause = error.cause ?? exception;
    const session = sessionOf(pathOf(request));
    const { code, message } = error;
    this.logLimit.pass((unlogged) => {
      if (code === 'internal_error') {
        this.logger.error(new LogLine(describe(cause), { session, unlogged }), stackOf(cause));
      } else if (error.cause !== undefined) {
        this.logger.warn(new LogLine(message, { session, code, unlogged }), ...stacksOf(cause));
      }
    });
    if (response.headersSent) return;
    // A body that could not be read fails before the CORS headers are set.
    applyCors(request, response, this.options);
    if (error.retryAfterMs !== undefined) {
      response.setHeader('Retry-After', String(Math.ceil(error.retryAfterMs / 1_000)));
    }
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
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
    const error = new ReactorError(code, exception.message, { field: exception.field, cause: exception.cause });
    return { status: statusOf(code), error };
  }
  if (exception instanceof HttpException) {
    return { status: exception.getStatus(), error: applicationRefusal(exception) ?? toReactorError(exception) };
  }
  const error = toReactorError(exception);
  return { status: statusOf(error.code), error };
}

/** The id in a path under a session; anything else is client input. */
function sessionOf(path: string): string | undefined {
  return /\/sessions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(path)?.[1];
}
