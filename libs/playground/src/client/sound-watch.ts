import { type ReadonlySignal, signal } from '@preact/signals';
import type { MediaLink } from './media-link.js';

/** Short sounds must not fall between two looks. */
const PERIOD_MS = 100;

/** A level of 1 is the loudest; a codec's silence stays below this, -54 dB. */
const AUDIBLE_LEVEL = 0.002;

/** Whether a model is to be heard: not by the tracks that it declares, but by what it sends on them. */
export class SoundWatch {
  private readonly sound = signal(false);
  private timer: ReturnType<typeof setInterval> | undefined;

  /** True from the first sound on, over every connection. */
  get heard(): ReadonlySignal<boolean> {
    return this.sound;
  }

  follow(link: Pick<MediaLink, 'levels'>): void {
    this.stop();
    if (this.sound.value) return;
    this.timer = setInterval(() => {
      // A level that the browser does not know may be a sound.
      if (!link.levels().some((level) => level === undefined || level > AUDIBLE_LEVEL)) return;
      this.sound.value = true;
      this.stop();
    }, PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
