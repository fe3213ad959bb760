import { describe, expect, it } from '@jest/globals';
import { AudioSamples } from './audio-samples.js';

describe('samples of sound', () => {
  it('know their length, whatever the channels', () => {
    expect(AudioSamples.mono(new Int16Array(480), 48_000)).toMatchObject({ length: 480, durationMs: 10, channels: 1 });
    expect(AudioSamples.stereo(new Float32Array(480), 24_000)).toMatchObject({ length: 240, durationMs: 10 });
    expect(AudioSamples.silence(20)).toMatchObject({ length: 960, sampleRate: 48_000 });
  });

  it('turn from floats into integers, clipped, and back', () => {
    const floats = AudioSamples.mono(Float32Array.of(0, 1, -1, 2, -2, 0.5, Number.NaN), 48_000);
    expect([...floats.toInt16()]).toEqual([0, 32_767, -32_767, 32_767, -32_767, 16_384, 0]);
    const integers = AudioSamples.mono(Int16Array.of(32_767, -32_768, 0), 48_000);
    expect([...integers.toFloat32()]).toEqual([1, -1, 0]);
    expect(integers.toInt16()).toBe(integers.data);
    expect(floats.toFloat32()).toBe(floats.data);
  });

  it('mix down to the mean of left and right', () => {
    const stereo = AudioSamples.stereo(Int16Array.of(100, 200, -100, 100), 16_000);
    expect(stereo.toMono()).toMatchObject({ channels: 1, sampleRate: 16_000, data: Int16Array.of(150, 0) });
    expect(AudioSamples.stereo(Float32Array.of(1, 0), 16_000).toMono().data).toEqual(Float32Array.of(0.5));
    const mono = AudioSamples.mono(new Int16Array(2), 16_000);
    expect(mono.toMono()).toBe(mono);
  });

  it('join to one stretch', () => {
    const joined = AudioSamples.concat([
      AudioSamples.mono(Int16Array.of(1, 2), 16_000),
      AudioSamples.mono(Float32Array.of(1), 16_000),
    ]);
    expect(joined).toMatchObject({ sampleRate: 16_000, data: Int16Array.of(1, 2, 32_767) });
  });

  it.each([
    ['bytes', () => AudioSamples.mono(new Uint8Array(2) as never, 48_000), 'got Uint8Array'],
    ['a plain array', () => AudioSamples.mono([1, 2] as never, 48_000), 'got object'],
    ['no rate', () => AudioSamples.mono(new Int16Array(2), undefined as never), 'got undefined'],
    ['a rate too low', () => AudioSamples.mono(new Int16Array(2), 7_999), 'from 8000 to 192000 (got 7999)'],
    ['a rate too high', () => AudioSamples.mono(new Int16Array(2), 192_001), '(got 192001)'],
    ['half a rate', () => AudioSamples.mono(new Int16Array(2), 44_100.5), '(got 44100.5)'],
    ['half a stereo pair', () => AudioSamples.stereo(new Int16Array(3), 48_000), 'come in pairs (got 3)'],
    ['silence of no length', () => AudioSamples.silence(Number.NaN), 'got NaN'],
    ['nothing to join', () => AudioSamples.concat([]), 'at least one'],
    [
      'two rates to join',
      () => AudioSamples.concat([AudioSamples.silence(1, 16_000), AudioSamples.silence(1, 8_000)]),
      'mono at 16000 Hz and mono at 8000 Hz',
    ],
  ])('are refused for %s', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'bad_audio', message: expect.stringContaining(message) }));
  });

  it.each([8_000, 192_000])('may have a rate of %i', (rate) => {
    expect(AudioSamples.mono(new Int16Array(2), rate).sampleRate).toBe(rate);
  });
});
