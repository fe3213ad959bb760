import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { HttpRefusals } from './http-refusals.js';

/**
 * Handles every error on the framework's own routes, including those of the application's guards and pipes. Bound to
 * the framework's controllers, so that it precedes the application's filters there, and does not apply elsewhere.
 */
@Catch()
export class ReactorExceptionFilter implements ExceptionFilter {
  constructor(private readonly refusals: HttpRefusals) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.refusals.answer(exception, http.getRequest<Request>(), http.getResponse<Response>());
  }
}
