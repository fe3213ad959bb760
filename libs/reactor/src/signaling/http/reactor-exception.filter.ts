import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { HttpRefusals } from './http-refusals.js';

/**
 * Answers for whatever is thrown on the framework's own routes, a guard's or a pipe's of the application included. It is
 * bound to the framework's controllers, so that it goes before the application's filters there, and is none elsewhere.
 */
@Catch()
export class ReactorExceptionFilter implements ExceptionFilter {
  constructor(private readonly refusals: HttpRefusals) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.refusals.answer(exception, http.getRequest<Request>(), http.getResponse<Response>());
  }
}
