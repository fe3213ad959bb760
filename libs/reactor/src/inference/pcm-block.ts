import { ReactorError } from '../errors/index.js';
import type { PcmBlock } from '../media/index.js';

/** Sound as a model emits it: interleaved where there are two channels; floats are in [-1, 1] and clipped. */
export interface SoundSamples {
  readonly data: Int16Array | Float32Array;
  /** Samples a second of one channel. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** A copy of the samples in the form engines take, in `parts` stretches of nearly equal length. Throws `bad_audio`. */
export function splitPcm(track: string, samples: unknown, parts: number): PcmBlock[] {
  const { data, sampleRate, channels } = check(track, samples);
  const length = data.length / channels;
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * length) / parts) * channels;
    const to = Math.floor(((part + 1) * length) / parts) * channels;
    return { sampleRate, channels, samples: toInt16(data.subarray(from, to)) };
  });
}

function check(track: string, samples: unknown): SoundSamples & { readonly channels: 1 | 2 } {
  const { data, sampleRate, channels } = (
    typeof samples === 'object' && samples !== null ? samples : {}
  ) as Partial<SoundSamples>;
  const fail = (what: string): never => {
    throw new ReactorError('bad_audio', `track ${track}: ${what}`);
  };
  if (!(data instanceof Int16Array || data instanceof Float32Array)) {
    return fail(
      `audio is samples with data of Int16Array or Float32Array (got ${describeValue(data ?? samples)}); emit AudioSamples`,
    );
  }
  if (channels !== 1 && channels !== 2) return fail(`audio has 1 or 2 channels (got ${channels}); mix it down`);
  if (data.length % channels !== 0) {
    return fail(`${data.length} samples do not divide into ${channels} channels; emit whole sample frames`);
  }
  if (typeof sampleRate !== 'number' || !(sampleRate >= 8_000 && sampleRate <= 192_000)) {
    return fail(
      `the sample rate must be from 8000 to 192000 (got ${sampleRate}); set the rate that the samples were made at`,
    );
  }
  return { data, sampleRate, channels };
}

function toInt16(data: Int16Array | Float32Array): Int16Array<ArrayBuffer> {
  if (data instanceof Int16Array) return new Int16Array(data);
  const out = new Int16Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = Math.max(-32_768, Math.min(32_767, Math.round(data[i]! * 32_767)));
  return out;
}

/** A value's kind, as an error names it. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return value.constructor?.name ?? 'an object';
  return `${typeof value} ${JSON.stringify(value) ?? ''}`.trimEnd().slice(0, 60);
}
