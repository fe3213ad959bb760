import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { SessionService } from '../../local-api/index.js';
import { CLOUD_OPTIONS, type CloudSettings } from '../cloud.options.js';
import { ApiKeyStore } from '../keys/api-key-store.js';

/** Ends what a withdrawn API key has: the sessions of its tokens, and their clients in other sessions. */
@Injectable()
export class WithdrawnKeys implements OnModuleDestroy {
  private readonly logger = new Logger('Reactor');
  private readonly unfollow: (() => void) | undefined;

  constructor(
    keys: ApiKeyStore,
    private readonly sessions: SessionService,
    @Inject(CLOUD_OPTIONS) { enabled }: CloudSettings,
  ) {
    if (enabled) this.unfollow = keys.onWithdrawn((id) => this.end(id));
  }

  onModuleDestroy(): void {
    this.unfollow?.();
  }

  private end(account: string): void {
    const running = this.sessions.models.flatMap(({ sessions }) => sessions);
    const own = running.filter(({ starter }) => starter.principal?.account === account);
    this.logger.warn(`the API key ${account} was withdrawn; ${own.length} of its sessions end`);
    for (const session of own) {
      session.stop({ moderate: false, reason: 'The API key of this session was withdrawn.', end: 'evicted' });
    }
    for (const session of running) if (session.isRunning) session.participants.revoke(account);
  }
}
