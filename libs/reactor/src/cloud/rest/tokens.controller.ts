import { randomUUID } from 'node:crypto';
import { Body, Controller, Inject, Req } from '@nestjs/common';
import { parseTokenRequest, type TokenRequest } from '@nestjs-reactor/protocol';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { type Principal, RequestCallers } from '../../session/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';
import { SessionRecords } from '../sessions/session-records.js';
import { Tokens } from '../tokens/tokens.js';

/** A token for a client. */
export interface TokenReply {
  readonly jwt: string;
  /** Seconds since the epoch. */
  readonly expires_at: number;
}

/** Mints tokens for the holder of an API key. */
@Controller()
export class TokensController {
  constructor(
    private readonly tokens: Tokens,
    private readonly records: SessionRecords,
    @Inject(RequestCallers) private readonly callers: RequestCallers,
    @Inject(CLOUD_OPTIONS) private readonly options: CloudSettings,
  ) {}

  @ReactorRoute('mintToken')
  async mint(@Req() request: Request, @Body() body: unknown): Promise<TokenReply> {
    return await this.mintFor(request, () => parseTokenRequest(body));
  }

  /** For clients up to 2.6. */
  @ReactorRoute('mintPlainToken')
  async mintPlain(@Req() request: Request): Promise<TokenReply> {
    return await this.mintFor(request, () => parseTokenRequest(undefined));
  }

  private async mintFor(request: Request, read: () => TokenRequest): Promise<TokenReply> {
    const { account, roles, models } = keyOf(this.callers.principalOf(request));
    const wanted = read();
    checkScope('role', wanted.roles, roles);
    checkScope('model', wanted.models, models);
    this.checkSessions(wanted.sessions, account);
    const { expires_after: life, sessions, subject = randomUUID() } = wanted;
    const { max_sessions: most, max_session_duration_seconds: seconds } = wanted;
    const grantedModels = wanted.models ?? models;
    const { jwt, expiresAt } = await this.tokens.mint(
      {
        keyId: account,
        subject,
        sessions,
        roles: wanted.roles ?? roles,
        ...(grantedModels === undefined ? {} : { models: grantedModels }),
        // Those that it is given count.
        ...(most === undefined ? {} : { maxSessions: Math.max(0, most - sessions.length) }),
        ...(seconds === undefined ? {} : { maxSessionMs: seconds * 1_000 }),
      },
      life === undefined ? this.options.tokenLifeMs : life * 1_000,
    );
    return { jwt, expires_at: expiresAt.getTime() / 1_000 };
  }

  /** One that this process does not know may run on another machine, which checks it when it is used. */
  private checkSessions(ids: readonly string[], account: string): void {
    const foreign = ids.find((id) => (this.records.find(id)?.starter.principal?.account ?? account) !== account);
    if (foreign === undefined) return;
    throw new ReactorError('forbidden', `this API key has no session ${foreign}; bind the token to its own sessions`, {
      field: 'authorization_details',
    });
  }
}

/** The principal of an API key itself; a token mints no others. */
function keyOf(principal: Principal | undefined): Principal & { readonly account: string } {
  const account = principal?.account;
  if (principal !== undefined && account !== undefined && principal.sessions === undefined) {
    return { ...principal, account };
  }
  throw new ReactorError('unauthorized', 'a token is minted from an API key; send it in the header Reactor-API-Key');
}

function checkScope(what: string, wanted: readonly string[] = [], allowed?: readonly string[]): void {
  const beyond = wanted.find((one) => allowed?.includes(one) === false);
  if (beyond === undefined) return;
  const message = `this API key does not have the ${what} ${beyond}; ask for less, or use another key`;
  throw new ReactorError('forbidden', message, { field: 'authorization_details' });
}
