import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Connection } from '@nestjs-reactor/client';
import type { SeatList } from '@nestjs-reactor/protocol';

/** What the page says of the control of its session. */
export type SeatNews =
  /** Somebody else controls it. */
  | { readonly kind: 'watching'; readonly hasAsked: boolean }
  /** This page controls it, and others would like to. `next`: the connection id of the first of them. */
  | { readonly kind: 'asked'; readonly next: number; readonly count: number };

/** Who controls the session that the page is in. */
export class SeatWatch {
  private readonly connection = signal<Connection | undefined>(undefined);
  private readonly list = signal<SeatList | undefined>(undefined);
  private unfollow: () => void = () => {};

  /** Others control the session: this page's commands would be refused. */
  readonly isWatching: ReadonlySignal<boolean> = computed(() => this.list.value?.you === 'watch');

  /** Undefined: nothing that matters. */
  readonly news: ReadonlySignal<SeatNews | undefined> = computed(() => {
    const { value: connection } = this.connection;
    const { value: list } = this.list;
    if (connection === undefined || list === undefined) return undefined;
    const { you, asking } = list;
    if (you === 'watch') return { kind: 'watching', hasAsked: asking.includes(connection.id) };
    return asking[0] === undefined ? undefined : { kind: 'asked', next: asking[0], count: asking.length };
  });

  follow(connection: Connection): void {
    this.leave();
    this.connection.value = connection;
    this.list.value = connection.seats.value;
    this.unfollow = connection.seats.subscribe((list) => (this.list.value = list));
  }

  leave(): void {
    this.unfollow();
    this.connection.value = undefined;
    this.list.value = undefined;
  }

  /** A request that the server refuses changes nothing: the list says what is so. */
  ask(): void {
    this.connection.value?.askForControl().catch(() => undefined);
  }

  withdraw(): void {
    this.connection.value?.releaseControl().catch(() => undefined);
  }

  handOver(connectionId: number): void {
    this.connection.value?.handOver(connectionId).catch(() => undefined);
  }
}
