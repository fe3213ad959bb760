import type { CommandValues } from '@nestjs-reactor/client';
import type { CommandRunner } from '../controls/command-runner.js';

/** Between two sends: as often as most models make a picture. */
const MIN_GAP_MS = 33;

/**
 * Sends what changes all the time: one pending command, no more than 30 a second; values that arrive meanwhile are
 * combined by `merge`.
 */
export class LatestSender {
  private next: CommandValues | undefined;
  private underWay = false;

  /** @param merge what is to be sent in place of a value that waits and a newer one. @defaultValue the newer one */
  constructor(
    private readonly command: string,
    private readonly runner: Pick<CommandRunner, 'run'>,
    private readonly merge: (waiting: CommandValues, newer: CommandValues) => CommandValues = (_, newer) => newer,
  ) {}

  send(values: CommandValues): void {
    this.next = this.next === undefined ? values : this.merge(this.next, values);
    if (!this.underWay) void this.drain();
  }

  /** What waits is not sent. */
  forget(): void {
    this.next = undefined;
  }

  private async drain(): Promise<void> {
    this.underWay = true;
    while (this.next !== undefined) {
      const values = this.next;
      this.next = undefined;
      const gap = new Promise((resolve) => setTimeout(resolve, MIN_GAP_MS));
      await this.runner.run(this.command, values);
      await gap;
    }
    this.underWay = false;
  }
}
