import { type ReadonlySignal, signal } from '@preact/signals';
import { type Connection, figuresBetween, type MediaFigures, type MediaSample } from '@nestjs-reactor/client';

const PERIOD_MS = 1_000;

/** The figures of the picture that is watched, each second. */
export class FiguresWatch {
  private readonly latest = signal<MediaFigures>({});
  private timer: ReturnType<typeof setInterval> | undefined;

  get figures(): ReadonlySignal<MediaFigures> {
    return this.latest;
  }

  /** @param track names the one in the large picture, which may change */
  follow(connection: Pick<Connection, 'sample'>, track: () => string): void {
    this.stop();
    let before: MediaSample | undefined;
    let watched = track();
    const timer = setInterval(() => {
      const current = track();
      if (current !== watched) before = undefined;
      watched = current;
      void connection.sample().then(
        (now) => {
          if (this.timer !== timer) return;
          this.latest.value = figuresBetween(before, now, watched);
          before = now;
        },
        // A connection that is closing has no statistics; its end is reported elsewhere.
        () => undefined,
      );
    }, PERIOD_MS);
    this.timer = timer;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.latest.value = {};
  }
}
