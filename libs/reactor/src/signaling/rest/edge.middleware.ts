import { BadRequestException, Inject, Injectable, Optional } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RequestForwarder } from '../../session/index.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { HttpRefusals } from './http-refusals.js';
import { RequestBody } from './request-body.js';
import { answerPreflight, prepareReply } from './prepare-reply.js';
import { type FoundPath, pathOf, type PlacedRoute, takes } from './reactor-paths.js';
import { RouteAdmission } from './route-admission.js';
import { secureData } from './security-headers.js';
import { Surface } from './surface.js';

/**
 * First step of every request to the contract's routes: headers of the reply, preflights, admission, the way to another
 * machine that it may be for, and the body. Requests to other routes pass unchanged: they may be the application's.
 */
@Injectable()
export class EdgeMiddleware {
  constructor(
    private readonly surface: Surface,
    private readonly refusals: HttpRefusals,
    private readonly admission: RouteAdmission,
    private readonly body: RequestBody,
    private readonly callers: Callers,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    @Optional() @Inject(RequestForwarder) private readonly forwarder?: RequestForwarder,
  ) {}

  use(request: Request, response: Response, next: NextFunction): void {
    const found = this.surface.paths.find(pathOf(request));
    if (found !== undefined && !isDecodable(request.path)) {
      secureData(request, response);
      this.refusals.answer(UNDECODABLE, request, response);
      return;
    }
    const method = wantedMethod(request);
    const route = found?.routes.find((one) => takes(one, method));
    if (found === undefined || route === undefined) {
      next();
      return;
    }
    prepareReply(request, response, this.options);
    void this.serve(route, found, request, response, next);
  }

  /** The body of a denied client is not read; that of a request for another machine is passed on. */
  private async serve(
    route: PlacedRoute,
    { params, routes }: FoundPath,
    request: Request,
    response: Response,
    next: NextFunction,
  ): Promise<void> {
    try {
      this.forwarder?.receive(request);
      if (request.method === 'OPTIONS') {
        answerPreflight(request, response, this.options, routes);
        return;
      }
      const question = { path: route.path, params: { ...params } };
      // The machine of a named session checks the client itself: it knows the session's model.
      if (await this.forwarder?.forward(request, response, question)) return;
      await this.admission.checkClient(request, route, params);
      const caller = this.callers.callerOf(request);
      if (await this.forwarder?.forward(request, response, { ...question, caller })) return;
      await this.admission.check(request, route, params);
    } catch (error) {
      this.refusals.answer(error, request, response);
      return;
    }
    if (route.raw) {
      // An uploaded JSON file would be read by a parser of the application; without a type no parser accepts it.
      delete request.headers['content-type'];
      next();
    } else {
      this.body.read(route, request, response, (refusal) => {
        if (refusal === undefined) next();
        else this.refusals.answer(refusal, request, response);
      });
    }
  }
}

/** A preflight asks for another request. */
function wantedMethod({ method, headers }: Request): string {
  return method === 'OPTIONS' ? (headers['access-control-request-method'] ?? method) : method;
}

const UNDECODABLE = new BadRequestException('the path cannot be decoded; percent-encode its parts as UTF-8');

/**
 * Otherwise the router would reject an invalid one with its own error, whatever its method, before our handlers run.
 */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
