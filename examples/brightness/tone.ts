import { AudioSamples } from '@nestjs-reactor/core';

/** Of 32,767: audible, far from clipping. */
const AMPLITUDE = 8_000;

/** A sine tone whose pitch may change from one block to the next without a click: its phase continues. */
export class Tone {
  private phase = 0;

  constructor(private readonly sampleRate: number) {}

  next(samples: number, hertz: number): AudioSamples {
    const step = (2 * Math.PI * hertz) / this.sampleRate;
    const data = Int16Array.from({ length: samples }, (_, i) => AMPLITUDE * Math.sin(this.phase + i * step));
    this.phase = (this.phase + samples * step) % (2 * Math.PI);
    return AudioSamples.mono(data, this.sampleRate);
  }
}
