import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ReactorError } from '../../errors/index.js';
import { describe, LogLine, LogRateLimiter, stackOf } from '../../logging/index.js';
import { applicationRefusal } from './application-refusal.js';
import type { AuthorizationRequest, AuthorizedPrincipal } from './authorization.js';
import { clientAddress, trustedProxies } from './client-address.js';
import { Surface } from '../rest/surface.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** Longest wait for an answer; browsers time a socket out after twice as long. */
const ANSWER_LIMIT_MS = 10_000;

/** The requested action, as the router or a message's parser read it. */
export type Asked = Omit<AuthorizationRequest, 'params' | 'query' | 'headers' | 'address' | 'principal'>;

/** What is known about the sender of a request; outlives the request. */
type Asker = Pick<AuthorizationRequest, 'params' | 'query' | 'headers' | 'address'>;

type Answer = boolean | AuthorizedPrincipal | undefined;

/** Asks the application, for every interface, whether an action is allowed. */
@Injectable()
export class AccessControl {
  private readonly logger = new Logger('Reactor');
  private readonly valve = new LogRateLimiter();
  private readonly principals = new WeakMap<IncomingMessage, string>();

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly surface: Surface,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Rejects with `unauthorized` or `forbidden`. The principal in the answer belongs to the request from then on. */
  async check(request: IncomingMessage, asked: Asked): Promise<void> {
    if (this.options.authorize === undefined) return;
    const answer = await this.ask(this.withPrincipal(request, { ...this.askerOf(request), ...asked }));
    const principal = principalIn(answer);
    if (principal !== undefined) this.principals.set(request, principal);
  }

  /**
   * The same for later actions of this request's sender: the function keeps what is known about the sender, and nothing
   * else of the request. Synchronous where the application's answer is.
   */
  checkLater(request: IncomingMessage): ((asked: Asked) => Promise<void> | undefined) | undefined {
    if (this.options.authorize === undefined) return undefined;
    const asker = this.withPrincipal(request, this.askerOf(request));
    return (asked) => {
      const answer = this.ask({ ...asker, ...asked });
      return answer instanceof Promise ? answer.then(() => undefined) : undefined;
    };
  }

  /** The principal that `authorize` returned for this request; undefined where it returned none. */
  principalOf(request: IncomingMessage): string | undefined {
    return this.principals.get(request);
  }

  private withPrincipal<T extends Asker>(request: IncomingMessage, asker: T): T & { readonly principal?: string } {
    const principal = this.principalOf(request);
    return principal === undefined ? asker : { ...asker, principal };
  }

  private askerOf(request: IncomingMessage): Asker {
    // Express removes the mount path of an application.
    const target = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
    const [path = '', query = ''] = target.split(/\?(.*)/s, 2);
    return {
      params: this.surface.paths.paramsOf(path),
      query: new URLSearchParams(query),
      headers: request.headers,
      address: clientAddress(request, trustedProxies(this.adapterHost)),
    };
  }

  /** Throws, or rejects with, the refusal. */
  private ask(asked: AuthorizationRequest): Answer | Promise<Answer> {
    try {
      const answer = this.options.authorize?.(asked);
      if (answer instanceof Promise) return inTime(answer).then(admitted, (error: unknown) => this.refuse(error));
      return admitted(answer);
    } catch (error) {
      return this.refuse(error);
    }
  }

  private refuse(error: unknown): never {
    const refusal = error instanceof ReactorError ? error : applicationRefusal(error);
    if (refusal !== undefined) throw refusal;
    this.valve.pass((unlogged) =>
      this.logger.error(new LogLine(`signaling.authorize failed: ${describe(error)}`, { unlogged }), stackOf(error)),
    );
    throw new ReactorError('forbidden', 'the credentials could not be checked; contact the server’s operator');
  }
}

/** Throws `unauthorized` for any answer that denies access. */
function admitted(answer: Answer): Answer {
  if (answer === true || principalIn(answer) !== undefined) return answer;
  throw new ReactorError('unauthorized', 'this server requires credentials; send the ones that its operator gave you');
}

/** An empty name is no principal. */
function principalIn(answer: Answer): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { principal } = answer as Partial<AuthorizedPrincipal>;
  return typeof principal === 'string' && principal !== '' ? principal : undefined;
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
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
