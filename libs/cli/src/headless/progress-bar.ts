/** Where it is drawn. */
export interface BarStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How often it is drawn, in milliseconds: a run that makes thousands of frames a second must not wait for a terminal. */
const DRAWN_EVERY_MS = 80;

/** A line that shows how far a run is; nothing where nobody watches a terminal. */
export class ProgressBar {
  private readonly startedMs: number;
  private drawnMs = -Infinity;

  /** @param total undefined: as many as come */
  constructor(
    private readonly stream: BarStream,
    private readonly total: number | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startedMs = now();
  }

  advance(frames: number): void {
    const now = this.now();
    const isLast = frames === this.total;
    if (!this.stream.isTTY || (now - this.drawnMs < DRAWN_EVERY_MS && !isLast)) return;
    this.drawnMs = now;
    const perSecond = frames / Math.max(0.001, (now - this.startedMs) / 1000);
    const text = `${this.bar(frames)}${frames}${this.total === undefined ? '' : `/${this.total}`} frames, ${perSecond.toFixed(1)} a second`;
    this.stream.write(`\r${text.slice(0, (this.stream.columns ?? 80) - 1)}\u001b[K`);
  }

  /** Removes it. */
  clear(): void {
    if (this.stream.isTTY && this.drawnMs > -Infinity) this.stream.write('\r\u001b[K');
  }

  private bar(frames: number): string {
    if (this.total === undefined) return '';
    const width = Math.max(0, Math.min(40, (this.stream.columns ?? 80) - 40));
    const done = Math.round((width * frames) / this.total);
    return width === 0 ? '' : `${'█'.repeat(done)}${'░'.repeat(width - done)} `;
  }
}
