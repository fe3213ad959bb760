import type { Writable } from 'node:stream';

/** Frames that wait for a slow reader; at the bound the oldest is dropped, and the reader sees a gap in the ids. */
export const MAX_WAITING_FRAMES = 4096;

/** A comment, which parsers of event streams skip. */
const HEARTBEAT = ':\n\n';

/** One reader of events. It never makes anybody wait: what the reader does not take is kept within a bound. */
export class EventStream {
  private waiting: string[] = [];
  private blocked = false;

  constructor(private readonly out: Writable) {
    out.on('drain', () => this.resume());
  }

  push(frame: string): void {
    if (!this.blocked) {
      this.blocked = !this.out.write(frame);
      return;
    }
    this.waiting.push(frame);
    if (this.waiting.length > MAX_WAITING_FRAMES) this.waiting.shift();
  }

  /** A reader that is behind has enough to read. */
  beat(): void {
    if (!this.blocked) this.push(HEARTBEAT);
  }

  end(): void {
    this.waiting = [];
    this.out.end();
  }

  private resume(): void {
    this.blocked = false;
    while (!this.blocked) {
      const frame = this.waiting.shift();
      if (frame === undefined) return;
      this.blocked = !this.out.write(frame);
    }
  }
}
