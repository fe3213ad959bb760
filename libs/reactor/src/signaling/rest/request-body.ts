import { Inject, Injectable } from '@nestjs/common';
import { WireError } from '@nestjs-reactor/protocol';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { ReactorError } from '../../errors/index.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import type { ReactorRouteEntry } from '../../routes/index.js';
import { sayAccepted } from './prepare-reply.js';

/** Reads a request's body, JSON or text, as large as its route takes and in bounded time. */
@Injectable()
export class RequestBody {
  private readonly parsers = new Map<string, RequestHandler>();

  constructor(@Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions) {}

  /** Calls back once: with the refusal, or without one when the body is in `request.body`. */
  read(route: ReactorRouteEntry, request: Request, response: Response, done: (refusal?: Error) => void): void {
    const { consumes } = route;
    if (consumes !== undefined && mediaTypeOf(request) !== consumes) {
      sayAccepted(route, response);
      done(new ReactorError('unsupported_media_type', `the body must be sent as ${consumes}; set Content-Type to it`));
      return;
    }
    const limit = Math.min(this.options.maxBodyBytes, route.maxBodyBytes ?? Infinity);
    let isDone = false;
    const finish = (refusal?: Error): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      // The rest of the body costs more than a new connection.
      if (refusal !== undefined && !request.complete && !response.headersSent)
        response.setHeader('Connection', 'close');
      done(refusal);
    };
    const timer = setTimeout(() => {
      const seconds = this.options.bodyTimeoutMs / 1_000;
      finish(new ReactorError('request_timeout', `the body did not come within ${seconds} s; send it again at once`));
    }, this.options.bodyTimeoutMs);
    this.parser(limit, consumes !== undefined)(request, response, (error?: unknown) =>
      finish(error === undefined ? undefined : asWireError(error, limit)),
    );
  }

  private parser(limit: number, isText: boolean): RequestHandler {
    const key = `${limit} ${isText}`;
    const known = this.parsers.get(key);
    if (known !== undefined) return known;
    // Some clients send JSON under another type; nothing but JSON is expected on the other routes.
    const type = (): boolean => true;
    const parser = isText ? express.text({ limit, type }) : express.json({ limit, strict: false, type });
    this.parsers.set(key, parser);
    return parser;
  }
}

function mediaTypeOf({ headers }: Request): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

/** By the parser's error type; its own text may be a library's. */
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
    return new WireError('message_too_large', `a body may have ${limit} bytes; send a smaller one`);
  }
  if (type === 'entity.parse.failed') return new WireError('not_json', 'the body is not JSON');
  const why = UNREADABLE[String(type)] ?? 'send JSON in UTF-8 with the length that its header says';
  return new WireError('bad_message', `the body cannot be read; ${why}`, undefined, undefined, { cause: error });
}
