import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ReactorError } from '../../errors/index.js';
import { describe, LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import { applicationRefusal } from './application-refusal.js';
import { checkPermission, type Principal, RequestCredentials, ROLE_OF_ACTION } from '../../session/index.js';
import type { AuthorizationRequest } from './authorization.js';
import { clientAddress, trustedProxies } from './client-address.js';
import { readPrincipal } from './read-principal.js';
import { Surface } from '../rest/surface.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Longest wait for an answer; browsers time a socket out after twice as long. */
const ANSWER_LIMIT_MS = 10_000;

/** The requested action, as the router or a message's parser read it. */
export type Asked = Omit<AuthorizationRequest, keyof Asker>;

/** What is known about the sender of a request. */
type Asker = Pick<AuthorizationRequest, 'params' | 'query' | 'headers' | 'address' | 'principal'>;

/**
 * Says, for every interface, who asks and whether that may do it: by the credentials that the server has given out, by what the
 * application answers, and by the roles of the principal that these name.
 */
@Injectable()
export class AccessControl {
  private readonly logger = new Logger('Reactor');
  private readonly logLimit = new LogRateLimiter();
  private readonly principals = new WeakMap<IncomingMessage, Principal>();

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly surface: Surface,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    @Optional() @Inject(RequestCredentials) private readonly credentials?: RequestCredentials,
  ) {}

  /**
   * Rejects with `unauthorized` or `forbidden`, or with what is wrong with a token. The principal in the answer belongs to the
   * request from then on.
   *
   * @returns who asks; undefined where everything is allowed
   */
  async check(request: IncomingMessage, asked: Asked): Promise<Principal | undefined> {
    const { credentials } = this;
    if (this.options.authorize === undefined && credentials === undefined) return undefined;
    const asker = { ...this.askerOf(request), ...asked };
    const bearer = await credentials?.principalOf(asker);
    const principal =
      this.options.authorize === undefined
        ? (bearer ?? credentials?.anonymous(asker))
        : await this.ask(bearer === undefined ? asker : { ...asker, principal: bearer });
    checkPermission(principal, { role: ROLE_OF_ACTION[asked.action], model: asked.model });
    if (principal !== undefined) this.principals.set(request, principal);
    return principal;
  }

  /** The principal that `authorize` named for this request; undefined where it named none. */
  principalOf(request: IncomingMessage): Principal | undefined {
    return this.principals.get(request);
  }

  private askerOf(request: IncomingMessage): Asker {
    // Express removes the mount path of an application.
    const target = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
    const [path = '', query = ''] = target.split(/\?(.*)/s, 2);
    const principal = this.principalOf(request);
    return {
      params: this.surface.paths.paramsOf(path),
      query: new URLSearchParams(query),
      headers: request.headers,
      address: clientAddress(request, trustedProxies(this.adapterHost)),
      ...(principal === undefined ? {} : { principal }),
    };
  }

  /** Rejects with the refusal. */
  private async ask(asked: AuthorizationRequest): Promise<Principal | undefined> {
    try {
      const answer: unknown = await inTime(this.options.authorize?.(asked));
      if (answer === true) return asked.principal;
      const principal = typeof answer === 'object' && answer !== null ? readPrincipal(answer) : undefined;
      if (principal !== undefined) return principal;
    } catch (error) {
      throw this.refusalFor(error);
    }
    throw new ReactorError(
      'unauthorized',
      'this server requires credentials; send the ones that its operator gave you',
    );
  }

  private refusalFor(error: unknown): ReactorError {
    const refusal = error instanceof ReactorError ? error : applicationRefusal(error);
    if (refusal !== undefined) return refusal;
    this.logLimit.pass((unlogged) =>
      this.logger.error(new LogLine(`signaling.authorize failed: ${describe(error)}`, { unlogged }), stackOf(error)),
    );
    return new ReactorError('forbidden', 'the credentials could not be checked; contact the server’s operator');
  }
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
