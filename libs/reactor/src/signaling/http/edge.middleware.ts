import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { WireError } from '@nestjs-reactor/protocol';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { HttpRefusals } from './http-refusals.js';
import { meetRequest } from './meet-request.js';
import { type FoundPath, pathOf, type PlacedRoute, takes } from './reactor-paths.js';
import { RouteAdmission } from './route-admission.js';
import { secureData } from './security-headers.js';
import { Surface } from './surface.js';

/**
 * What every request to the contract's routes meets first: headers for other origins and against abuse, a refusal of
 * pages that may not be here and of whom the application does not let in, preflights, and its JSON body read. What none
 * of these routes takes passes by untouched: it may be the application's.
 */
@Injectable()
export class EdgeMiddleware {
  private readonly readJson: RequestHandler;

  constructor(
    private readonly surface: Surface,
    private readonly refusals: HttpRefusals,
    private readonly admission: RouteAdmission,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {
    // Some clients send JSON under another type; nothing but JSON is expected on these routes.
    this.readJson = express.json({ limit: options.maxBodyBytes, strict: false, type: () => true });
  }

  use(request: Request, response: Response, next: NextFunction): void {
    const found = this.surface.paths.find(pathOf(request));
    if (found !== undefined && !isDecodable(request.path)) {
      secureData(request, response);
      this.refusals.answer(UNDECODABLE, request, response);
      return;
    }
    const route = found?.route;
    if (found === undefined || route === undefined || !takes(route, wantedMethod(request))) {
      next();
      return;
    }
    if (meetRequest(request, response, this.options, this.refusals)) return;
    void this.admit(route, found.params, request, response, next);
  }

  /** Nothing of the body is read of whom the application does not let in. */
  private async admit(
    route: PlacedRoute,
    params: FoundPath['params'],
    request: Request,
    response: Response,
    next: NextFunction,
  ): Promise<void> {
    try {
      await this.admission.check(request, route, params);
    } catch (error) {
      this.refusals.answer(error, request, response);
      return;
    }
    if (route.raw) {
      // A file of JSON would be read by a parser of the application's; without a type no parser knows it for its own.
      delete request.headers['content-type'];
      next();
    } else {
      this.readJson(request, response, (error?: unknown) => {
        if (error === undefined) next();
        else this.refusals.answer(asWireError(error, this.options.maxBodyBytes), request, response);
      });
    }
  }
}

/** A preflight asks for another request. */
function wantedMethod({ method, headers }: Request): string {
  return method === 'OPTIONS' ? (headers['access-control-request-method'] ?? method) : method;
}

const UNDECODABLE = new BadRequestException('the path cannot be decoded; percent-encode its parts as UTF-8');

/** The router would refuse one that is not in words of its own, whatever its method, before anything of ours is asked. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** By the parser's type of its error; its own words may be those of a library. */
const UNREADABLE: Readonly<Record<string, string>> = {
  'encoding.unsupported': 'its content encoding is none of gzip, deflate, br and identity',
  'charset.unsupported': 'its charset is not UTF-8',
  'request.size.invalid': 'its length is not what its header says',
  'request.aborted': 'the request broke off',
};

/** The parser's error in the contract's terms. */
function asWireError(error: unknown, limit: number): WireError {
  const { type } = error as { type?: unknown };
  if (type === 'entity.too.large') {
    return new WireError('message_too_large', `a body may have ${limit} bytes; send less`);
  }
  if (type === 'entity.parse.failed') return new WireError('not_json', 'the body is not JSON');
  const why = UNREADABLE[String(type)] ?? 'send JSON in UTF-8 with the length that its header says';
  return new WireError('bad_message', `the body cannot be read; ${why}`, undefined, undefined, { cause: error });
}
