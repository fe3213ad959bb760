import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ReactorError } from '../errors/index.js';
import { describe, LogLine, LogValve, stackOf } from '../logging/index.js';
import { applicationRefusal } from './application-refusal.js';
import type { AuthorizationRequest, AuthorizedPrincipal } from './authorization.js';
import { clientAddress, trustedProxies } from './client-address.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from './signaling.options.js';

/** Nobody is kept waiting for longer; browsers give a socket up after twice as long. */
const ANSWER_LIMIT_MS = 10_000;

/** Asks the application, on each edge, whether a request may be served. */
@Injectable()
export class Admission {
  private readonly logger = new Logger('Reactor');
  private readonly valve = new LogValve();
  private readonly principals = new WeakMap<IncomingMessage, string>();

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Rejects with `unauthorized` or `forbidden`. */
  async check(request: IncomingMessage, asked: Pick<AuthorizationRequest, 'edge' | 'path' | 'model'>): Promise<void> {
    if (this.options.authorize === undefined) return;
    const answer = await this.answerFor(request, asked);
    if (answer === true) return;
    const principal = principalIn(answer);
    if (principal !== undefined) {
      this.principals.set(request, principal);
      return;
    }
    throw new ReactorError(
      'unauthorized',
      'this server wants to know who asks; send the credentials that its operator gave you',
    );
  }

  /** Whom `authorize` named for this request; undefined where it named nobody. */
  principalOf(request: IncomingMessage): string | undefined {
    return this.principals.get(request);
  }

  private async answerFor(
    request: IncomingMessage,
    asked: Pick<AuthorizationRequest, 'edge' | 'path' | 'model'>,
  ): Promise<boolean | AuthorizedPrincipal | undefined> {
    try {
      return await inTime(
        this.options.authorize?.({
          ...asked,
          method: request.method ?? 'GET',
          // Express cuts what an application is mounted on.
          url: (request as { originalUrl?: string }).originalUrl ?? request.url ?? '',
          headers: request.headers,
          address: clientAddress(request, trustedProxies(this.adapterHost)),
        }),
      );
    } catch (error) {
      const refusal = applicationRefusal(error);
      if (refusal !== undefined) throw refusal;
      this.valve.pass((unlogged) =>
        this.logger.error(new LogLine(`signaling.authorize failed: ${describe(error)}`, { unlogged }), stackOf(error)),
      );
      throw new ReactorError('forbidden', 'who asks could not be checked; ask the server’s operator');
    }
  }
}

/** An empty name is nobody's. */
function principalIn(answer: boolean | AuthorizedPrincipal | undefined): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { principal } = answer as Partial<AuthorizedPrincipal>;
  return typeof principal === 'string' && principal !== '' ? principal : undefined;
}

async function inTime<T>(answer: T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
