import type { Notice } from '@nestjs-reactor/protocol';

/** How long news that are over stay, in milliseconds: long enough to be read. */
const SHOWN_MS = 6_000;

/** Notices that another one follows: the model is on its way back. */
const UNDER_WAY = new Set(['model_restarting', 'model_reloading']);

/** Shows what happens to the model: what is under way until it is over, the rest for a while. */
export class ModelNews {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param show undefined: nothing any more */
  constructor(private readonly show: (text: string | undefined) => void) {}

  add({ code, message }: Notice): void {
    this.clear();
    this.show(message);
    if (!UNDER_WAY.has(code)) this.timer = setTimeout(() => this.clear(), SHOWN_MS);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.show(undefined);
  }
}
