import { Controller, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { RequestCallers } from '../../session/index.js';
import { type AccountUsage, UsageLedger } from '../usage/usage-ledger.js';

/** What one API key has used. */
interface KeyUsage {
  readonly key: string;
  readonly sessions: number;
  readonly running: number;
  readonly session_seconds: number;
  readonly bytes_sent: number;
}

/** What API keys have used since the server started. */
@Controller()
export class UsageController {
  constructor(
    private readonly ledger: UsageLedger,
    @Inject(RequestCallers) private readonly callers: RequestCallers,
  ) {}

  /** An operator reads that of all keys, others that of their own. */
  @ReactorRoute('usage')
  read(@Req() request: Request): { readonly since: string; readonly keys: readonly KeyUsage[] } {
    const principal = this.callers.principalOf(request);
    const isOperator = principal === undefined || principal.roles.includes('operate');
    const since = this.ledger.since.toISOString();
    if (isOperator) return { since, keys: this.ledger.all.map(toKeyUsage) };
    if (principal.account === undefined) {
      throw new ReactorError('unauthorized', 'usage is that of an API key; send the key, or a token of it');
    }
    return { since, keys: [toKeyUsage(this.ledger.of(principal.account))] };
  }
}

function toKeyUsage({ account, sessions, running, sessionSeconds, bytesSent }: AccountUsage): KeyUsage {
  return { key: account, sessions, running, session_seconds: round(sessionSeconds), bytes_sent: bytesSent };
}

/** To milliseconds. */
function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
