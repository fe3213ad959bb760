import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Connection, Observable, ReactorClient, SessionStatus } from '@nestjs-reactor/client';

/** How soon another session is looked for when the one that was watched has ended. */
const AGAIN_MS = 1_000;

/** Watches the running session while the page waits for its turn, and never starts one. */
export class Spectator {
  private readonly joined = signal<Connection | undefined>(undefined);
  private isWatching = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The first picture that is received; undefined: none. */
  readonly track: ReadonlySignal<string | undefined> = computed(() => {
    const { value } = this.joined;
    return value?.session.capabilities.tracks.find(({ name, kind }) => kind === 'video' && value.received.has(name))
      ?.name;
  });

  /**
   * @param status of the client that waits
   * @param client of its own
   */
  constructor(
    status: Observable<SessionStatus>,
    readonly client: ReactorClient,
  ) {
    client.connection.subscribe((connection) => (this.joined.value = connection));
    client.status.subscribe(({ kind }) => {
      if (kind === 'ended' && this.isWatching) this.timer = setTimeout(() => this.look(), AGAIN_MS);
    });
    status.subscribe(({ kind }) => this.follow(kind === 'waiting' || kind === 'called'));
  }

  private follow(waits: boolean): void {
    if (waits === this.isWatching) return;
    this.isWatching = waits;
    clearTimeout(this.timer);
    if (waits) this.client.start('watch');
    else void this.client.leave();
  }

  private look(): void {
    if (this.isWatching) this.client.start('watch');
  }
}
