import { type AudioSamples, type PcmBlock, Resampler } from '../../../media/index.js';

/**
 * One track's stream of sound, resampled to the rate of its other side. It keeps the end of the previous block, so that
 * blocks of any length join without a click; a change of rate or channels begins a new stream.
 */
export class SoundTrack {
  private resampler: Resampler | undefined;

  /** @param sampleRate of the output */
  constructor(readonly sampleRate: number) {}

  /** @returns a copy: the caller may reuse its samples, and transfer the result */
  take(sound: AudioSamples): PcmBlock {
    const { channels } = sound;
    if (sound.sampleRate === this.sampleRate) {
      this.reset();
      return { sampleRate: this.sampleRate, channels, samples: new Int16Array(sound.toInt16()) };
    }
    if (this.resampler?.from !== sound.sampleRate || this.resampler.channels !== channels) {
      this.resampler = new Resampler(sound.sampleRate, this.sampleRate, channels);
    }
    return { sampleRate: this.sampleRate, channels, samples: quantise(this.resampler.process(sound.toFloat32())) };
  }

  /** Resets: the next sound does not continue the previous one. */
  reset(): void {
    this.resampler?.reset();
  }
}

function quantise(samples: Float32Array): Int16Array<ArrayBuffer> {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.round(Math.max(-1, Math.min(1, samples[i]!)) * 32_767);
  return out;
}
