import type { Writable } from 'node:stream';

/** A comment, which parsers of event streams skip. */
const HEARTBEAT = ':\n\n';

/** One reader of events. It never makes anybody wait: what the reader does not take is kept within a bound. */
export class EventStream {
  private waiting: string[] = [];
  private blocked = false;

  /**
   * @param maxWaiting frames kept for a reader that is behind; then the oldest go, and it sees a gap in the ids
   * @param onDrop one went
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
