import type { Writable } from 'node:stream';

/** A comment, which parsers of event streams skip. */
const HEARTBEAT = ':\n\n';

/** One reader of events. It never blocks: frames that the reader has not taken are queued, up to a bound. */
export class EventStream {
  private waiting: string[] = [];
  private blocked = false;

  /**
   * @param maxWaiting frames queued for a slow reader; then the oldest are dropped, and it sees a gap in the ids
   * @param onDrop called for each dropped frame
   */
  constructor(
    private readonly out: Writable,
    private readonly maxWaiting: number,
    private readonly onDrop: () => void,
  ) {
    out.on('drain', () => this.resume());
  }

  push(frame: string): void {
    if (!this.blocked) {
      this.blocked = !this.out.write(frame);
      return;
    }
    this.waiting.push(frame);
    if (this.waiting.length <= this.maxWaiting) return;
    this.waiting.shift();
    this.onDrop();
  }

  /** A reader that is behind has frames to read. */
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
