import { type ReadonlySignal, signal } from '@preact/signals';
import type { ModelUsage, ReactorClient } from '@nestjs-reactor/client';

/** What the person is asked to choose from: a session that runs, or one of their own. */
export interface OfferedSessions extends ModelUsage {
  /** Sessions that could start now. */
  readonly free: number;
}

/**
 * Brings the page into a session: the one that its address names; else the one that the server gives a visitor. Where that
 * may be one of their own and others run, the person chooses.
 */
export class SessionChoice {
  private readonly choices = signal<OfferedSessions | undefined>(undefined);

  /**
   * @param usage of the page's model; undefined: it runs one session at a time, or the server does not say
   * @param named id of a session in the page's address
   */
  constructor(
    private readonly client: Pick<ReactorClient, 'start'>,
    private readonly usage: () => Promise<ModelUsage | undefined>,
    private named: string | undefined,
  ) {}

  /** Undefined: nothing is asked. */
  get offered(): ReadonlySignal<OfferedSessions | undefined> {
    return this.choices;
  }

  /** The session of the address is asked for once: when it is over, another one is not in its place. */
  async begin(): Promise<void> {
    const id = this.named;
    this.named = undefined;
    if (id !== undefined) {
      this.client.start({ id });
      return;
    }
    const usage = await this.usage();
    if (usage === undefined || usage.visitors === 'shared') {
      this.client.start('running');
      return;
    }
    const free = usage.instances - usage.sessions;
    if (usage.sessions === 0 || free <= 0) this.client.start('own');
    else this.choices.value = { ...usage, free };
  }

  choose(wish: 'running' | 'own'): void {
    this.choices.value = undefined;
    this.client.start(wish);
  }
}
