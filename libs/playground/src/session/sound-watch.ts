import { type ReadonlySignal, signal } from '@preact/signals';
import type { Connection } from '@nestjs-reactor/client';

/** Short sounds must not fall between two samples. */
const PERIOD_MS = 100;

/** A level of 1 is the loudest; a codec's silence stays below this, -54 dB. */
const AUDIBLE_LEVEL = 0.002;

/** Whether a model sends sound: judged by the media, not by the declared tracks. */
export class SoundWatch {
  private readonly sound = signal(false);
  private timer: ReturnType<typeof setInterval> | undefined;

  /** True from the first sound on, over every connection. */
  get heard(): ReadonlySignal<boolean> {
    return this.sound;
  }

  follow(connection: Pick<Connection, 'levels'>): void {
    this.stop();
    if (this.sound.value) return;
    this.timer = setInterval(() => {
      // An unknown level may be a sound.
      if (!connection.levels().some((level) => level === undefined || level > AUDIBLE_LEVEL)) return;
      this.sound.value = true;
      this.stop();
    }, PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
