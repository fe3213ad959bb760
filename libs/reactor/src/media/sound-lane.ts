import type { PcmBlock } from './media-chunk.js';

/**
 * One track's sound between a model that emits blocks and a sender that needs a steady rate: a bounded queue.
 *
 * It starts to play when it holds `primeFrames`, so that the next block may be slightly late without a gap, or when the
 * caller passes `hurry`. When it runs empty it starts over. When full it drops the oldest.
 */
export class SoundLane {
  /** Frames dropped because more arrived than were taken. */
  dropped = 0;
  /** Times it ran empty while playing. */
  gaps = 0;
  /** 2 once stereo arrived; a change clears the queue. */
  channels: 1 | 2 = 1;

  private ring: Int16Array<ArrayBuffer>;
  private start = 0;
  private length = 0;
  private giving = false;

  /** Frames are samples of each channel. */
  constructor(
    private readonly capacity: number,
    private readonly primeFrames: number,
  ) {
    this.ring = new Int16Array(capacity);
  }

  /** Queued frames. */
  get waiting(): number {
    return this.length;
  }

  push({ samples, channels }: PcmBlock): void {
    if (channels !== this.channels) this.begin(channels);
    const skipped = Math.max(0, samples.length - this.ring.length);
    for (let i = skipped; i < samples.length; i++) {
      this.ring[(this.start * channels + this.length * channels + (i - skipped)) % this.ring.length] = samples[i]!;
    }
    const frames = (samples.length - skipped) / channels;
    const over = Math.max(0, this.length + frames - this.capacity);
    this.dropped += over + skipped / channels;
    this.start = (this.start + over) % this.capacity;
    this.length += frames - over;
  }

  /**
   * Fills `target` with the next frames, as many as fit; silence where there are none.
   *
   * @param hurry return what is queued, primed or not: it has waited long enough
   */
  take(target: Int16Array, hurry: boolean): void {
    const wanted = target.length / this.channels;
    this.giving ||= this.length >= this.primeFrames || (hurry && this.length > 0);
    const given = this.giving ? Math.min(wanted, this.length) : 0;
    for (let i = 0; i < given * this.channels; i++) {
      target[i] = this.ring[(this.start * this.channels + i) % this.ring.length]!;
    }
    target.fill(0, given * this.channels);
    this.start = (this.start + given) % this.capacity;
    this.length -= given;
    if (this.giving && given < wanted) {
      this.giving = false;
      this.gaps++;
    }
  }

  /** Clears the queue. */
  clear(): void {
    this.start = 0;
    this.length = 0;
    this.giving = false;
  }

  private begin(channels: 1 | 2): void {
    this.dropped += this.length;
    this.channels = channels;
    this.ring = new Int16Array(this.capacity * channels);
    this.clear();
  }
}
