import { ReactorError } from '../errors/index.js';
import type { PcmBlock } from './media-chunk.js';

/** Sample rates that any device, network or codec here uses, in samples a second. */
const SLOWEST_RATE = 8_000;
const FASTEST_RATE = 192_000;

/** Full scale when converting 16-bit samples to floats and back. */
const FULL_SCALE = 32_767;

/**
 * A block of sound, as a model receives and emits it.
 *
 * 16-bit integers, or floats in [-1, 1] (louder ones are clipped, NaN is silence); two channels are interleaved, left
 * first. Emitting uses the buffer until the `yield` returns: it is resampled into a copy.
 */
export class AudioSamples {
  private constructor(
    readonly data: Int16Array | Float32Array,
    /** Samples a second of one channel. */
    readonly sampleRate: number,
    readonly channels: 1 | 2,
  ) {}

  /** @param sampleRate a whole number from 8000 to 192000. Throws `bad_audio`. */
  static mono(data: Int16Array | Float32Array, sampleRate: number): AudioSamples {
    return AudioSamples.checked(data, sampleRate, 1);
  }

  /** @param data left and right alternating, so of even length. Throws `bad_audio`. */
  static stereo(data: Int16Array | Float32Array, sampleRate: number): AudioSamples {
    return AudioSamples.checked(data, sampleRate, 2);
  }

  static silence(durationMs: number, sampleRate = 48_000): AudioSamples {
    if (!(durationMs >= 0)) {
      throw new ReactorError('bad_audio', `silence lasts 0 ms or longer (got ${durationMs}); give its length in ms`);
    }
    return AudioSamples.mono(new Int16Array(Math.round((durationMs * sampleRate) / 1000)), sampleRate);
  }

  /**
   * Concatenates several blocks of the same rate and channels, 16-bit, as reads of an input return them. Throws
   * `bad_audio`.
   */
  static concat(blocks: readonly AudioSamples[]): AudioSamples {
    const [first] = blocks;
    if (first === undefined) throw new ReactorError('bad_audio', 'no samples to join; pass at least one block');
    const odd = blocks.find((block) => block.sampleRate !== first.sampleRate || block.channels !== first.channels);
    if (odd !== undefined) {
      throw new ReactorError(
        'bad_audio',
        `cannot join ${first.describe()} and ${odd.describe()}; convert them to the same sample rate and channel count first`,
      );
    }
    const data = new Int16Array(blocks.reduce((length, block) => length + block.data.length, 0));
    let at = 0;
    for (const block of blocks) {
      data.set(block.toInt16(), at);
      at += block.data.length;
    }
    return new AudioSamples(data, first.sampleRate, first.channels);
  }

  static fromPcm({ samples, sampleRate, channels }: PcmBlock): AudioSamples {
    return AudioSamples.checked(samples, sampleRate, channels);
  }

  /** Samples of one channel. */
  get length(): number {
    return this.data.length / this.channels;
  }

  get durationMs(): number {
    return (1000 * this.length) / this.sampleRate;
  }

  /** As 16-bit samples; `data` itself where it already is. */
  toInt16(): Int16Array {
    const { data } = this;
    if (isInt16(data)) return data;
    const out = new Int16Array(data.length);
    for (let i = 0; i < data.length; i++) out[i] = Math.round(Math.max(-1, Math.min(1, data[i]!)) * FULL_SCALE);
    return out;
  }

  /** As floats in [-1, 1]; `data` itself where it already is. */
  toFloat32(): Float32Array {
    const { data } = this;
    if (!isInt16(data)) return data;
    const out = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) out[i] = Math.max(-1, data[i]! / FULL_SCALE);
    return out;
  }

  /** One channel: the mean of the two, or the samples themselves. */
  toMono(): AudioSamples {
    const { data } = this;
    if (this.channels === 1) return this;
    const mono = isInt16(data) ? new Int16Array(this.length) : new Float32Array(this.length);
    for (let i = 0; i < mono.length; i++) mono[i] = (data[2 * i]! + data[2 * i + 1]!) / 2;
    return new AudioSamples(mono, this.sampleRate, 1);
  }

  private describe(): string {
    return `${this.channels === 1 ? 'mono' : 'stereo'} at ${this.sampleRate} Hz`;
  }

  private static checked(data: unknown, sampleRate: number, channels: 1 | 2): AudioSamples {
    if (!isInt16(data) && !isFloat32(data)) {
      const got = ArrayBuffer.isView(data) ? data.constructor.name : typeof data;
      throw new ReactorError(
        'bad_audio',
        `samples are an Int16Array, or a Float32Array in [-1, 1] (got ${got}); convert them`,
      );
    }
    if (!Number.isInteger(sampleRate) || sampleRate < SLOWEST_RATE || sampleRate > FASTEST_RATE) {
      throw new ReactorError(
        'bad_audio',
        `the sample rate is a whole number from ${SLOWEST_RATE} to ${FASTEST_RATE} (got ${sampleRate}); pass the rate of the samples`,
      );
    }
    if (data.length % channels !== 0) {
      throw new ReactorError(
        'bad_audio',
        `stereo samples must come in pairs (got ${data.length}); interleave left and right, or use AudioSamples.mono`,
      );
    }
    return new AudioSamples(data, sampleRate, channels);
  }
}

// By tag and not by class: an array from another thread may have the class of another realm.
function isInt16(data: unknown): data is Int16Array {
  return ArrayBuffer.isView(data) && (data as Int16Array)[Symbol.toStringTag] === 'Int16Array';
}

function isFloat32(data: unknown): data is Float32Array {
  return ArrayBuffer.isView(data) && (data as Float32Array)[Symbol.toStringTag] === 'Float32Array';
}
