import { type ReadonlySignal, signal } from '@preact/signals';
import type { ReactorClient, ShownCommand } from '@nestjs-reactor/client';

/** Commands that the charts show. */
export const SHOWN_COMMANDS = 60;

/** When the last commands were on the screen. */
export class ResponseWatch {
  private readonly last = signal<readonly ShownCommand[]>([]);

  constructor(client: Pick<ReactorClient, 'on'>) {
    client.on('shown', (command) => {
      this.last.value = [...this.last.value.slice(1 - SHOWN_COMMANDS), command];
    });
  }

  /** Oldest first, at most 60. */
  get commands(): ReadonlySignal<readonly ShownCommand[]> {
    return this.last;
  }

  /** Those of another session are no measure of this one. */
  forget(): void {
    this.last.value = [];
  }
}
