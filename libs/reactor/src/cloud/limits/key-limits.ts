import { Inject, Injectable } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { AddressBuckets } from '../../limits/address-buckets.js';
import { SessionService } from '../../local-api/index.js';
import { LocalPlacement } from '../../placement/index.js';
import type { Principal } from '../../session/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';
import { StartCounts } from './start-counts.js';

/** API keys whose starts are counted; beyond, the one that has been idle for longest is forgotten. */
const MAX_KEYS = 10_000;

/** Limits the sessions of API keys and of tokens, whichever way they are started. */
@Injectable()
export class KeyLimits {
  private readonly perMinute: AddressBuckets;
  private readonly starts = new StartCounts();

  constructor(
    placement: LocalPlacement,
    private readonly sessions: SessionService,
    @Inject(CLOUD_OPTIONS) private readonly options: CloudSettings,
  ) {
    this.perMinute = new AddressBuckets(options.sessionsPerMinute, MAX_KEYS);
    if (!options.enabled) return;
    placement.addRule(({ principal }) => this.check(principal));
    sessions.onModel(({ model }) => model.events.on('session', ({ starter }) => this.starts.add(starter.principal)));
  }

  /** Throws `forbidden`, `session_limit` or `rate_limited`. */
  private check(principal: Principal | undefined): void {
    if (principal === undefined) return;
    const { maxSessions, account } = principal;
    if (maxSessions !== undefined && this.starts.of(principal) >= maxSessions) {
      const many = maxSessions === 0 ? 'no sessions' : `${maxSessions} sessions, and has done so`;
      throw new ReactorError('forbidden', `this token may start ${many}; ask for another token`);
    }
    if (account === undefined) return;
    this.checkRunning(account, principal.maxAccountSessions ?? 0);
    const retryAfterMs = this.perMinute.take(account);
    if (retryAfterMs === 0) return;
    throw new ReactorError(
      'rate_limited',
      `an API key may ask for ${this.options.sessionsPerMinute} sessions a minute; try again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      { retryAfterMs },
    );
  }

  private checkRunning(account: string, most: number): void {
    if (most === 0) return;
    const running = this.sessions.models
      .flatMap(({ sessions }) => sessions)
      .filter(({ starter }) => starter.principal?.account === account).length;
    if (running < most) return;
    throw new ReactorError(
      'session_limit',
      `this API key may have ${most} sessions at once, and has ${running}; end one, or wait until one has ended`,
    );
  }
}
