import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BoundTrack } from '../../../contract/binding/index.js';
import { AudioSamples, VideoFrame } from '../../../media/index.js';
import { ChunkBuilder, type Emission } from './chunk-builder.js';
import { FramePool } from './frame-pool.js';
import { grey } from '../../host/host-bench.fixture.js';

const TRACKS: readonly BoundTrack[] = [
  { name: 'webcam', property: 'webcam', kind: 'video', direction: 'in' },
  { name: 'main_video', property: 'mainVideo', kind: 'video', direction: 'out' },
  { name: 'depth', property: 'depth', kind: 'video', direction: 'out' },
  { name: 'main_audio', property: 'mainAudio', kind: 'audio', direction: 'out', sampleRate: 24_000 },
  { name: 'voice', property: 'voice', kind: 'audio', direction: 'out', sampleRate: 48_000 },
];

let builder: ChunkBuilder;
beforeEach(() => {
  builder = new ChunkBuilder('Model', TRACKS, new FramePool());
});

function build(output: unknown): Emission {
  return builder.build(output, 7, 100);
}

/** Luma of a track in each bundle; undefined where it has no picture. */
function lumas({ bundles }: Emission, track: string): (number | undefined)[] {
  return bundles.map(({ video }) => video[track]?.data[0]);
}

/** Samples of a track in each bundle. */
function lengths({ bundles }: Emission, track: string): (number | undefined)[] {
  return bundles.map(({ audio }) => audio[track]?.samples.length);
}

function sound(ms: number, rate = 48_000): AudioSamples {
  return AudioSamples.mono(new Int16Array((ms * rate) / 1000).fill(1_000), rate);
}

describe('pictures', () => {
  it('of one frame make one bundle, numbered and in I420', () => {
    const { bundles, frames, soundMs } = build({ mainVideo: VideoFrame.rgb(3, 3, new Uint8Array(27).fill(255)) });
    expect({ frames, soundMs }).toEqual({ frames: 1, soundMs: 0 });
    expect(bundles).toEqual([
      {
        frame: 100,
        turn: 7,
        video: { main_video: { slot: 0, width: 3, height: 3, data: expect.any(Uint8Array) } },
        audio: {},
      },
    ]);
    expect(bundles[0]!.video['main_video']!.data).toHaveLength(9 + 8);
  });

  it('of a batch make a bundle each; one that is not batched is repeated in buffers of its own', () => {
    const emission = build({ mainVideo: [grey(1), grey(2), grey(3)], depth: grey(9) });
    expect(emission.bundles.map(({ frame }) => frame)).toEqual([100, 101, 102]);
    expect(lumas(emission, 'main_video')).toEqual([1, 2, 3]);
    expect(lumas(emission, 'depth')).toEqual([9, 9, 9]);
    expect(new Set(emission.bundles.map(({ video }) => video['depth']!.data.buffer)).size).toBe(3);
  });

  it('may change their size from frame to frame', () => {
    const { bundles } = build({ mainVideo: [grey(1, 4, 2), grey(1, 8, 6)] });
    expect(bundles.map(({ video }) => video['main_video']!.width)).toEqual([4, 8]);
  });

  it('carry their metadata, repeated with a picture that is repeated', () => {
    const { bundles } = build({
      mainVideo: [grey(1).withMetadata({ n: 1 }), grey(2)],
      depth: grey(3).withMetadata({ n: 3 }),
    });
    const texts = (track: string): (string | undefined)[] =>
      bundles.map(({ video }) => {
        const { metadata } = video[track]!;
        return metadata && new TextDecoder().decode(metadata);
      });
    expect(texts('main_video')).toEqual(['{"n":1}', undefined]);
    expect(texts('depth')).toEqual(['{"n":3}', '{"n":3}']);
  });
});

describe('sound', () => {
  it('of 48 kHz is passed on as it is, in a copy', () => {
    const samples = Int16Array.of(1, 2, 3);
    const { bundles, soundMs } = build({ voice: AudioSamples.mono(samples, 48_000) });
    samples.fill(9);
    expect(bundles[0]!.audio['voice']).toEqual({ sampleRate: 48_000, channels: 1, samples: Int16Array.of(1, 2, 3) });
    expect(soundMs).toBeCloseTo(3 / 48);
  });

  it('of any other rate comes out at 48 kHz, stretch after stretch of one stream', () => {
    const made = [1, 2, 3].flatMap(() => lengths(build({ mainAudio: sound(40, 24_000) }), 'main_audio'));
    const total = made.reduce<number>((sum, length) => sum + (length ?? 0), 0);
    // 120 ms, less the half filter that is held back: 32 samples of 24 kHz.
    expect(total).toBeGreaterThanOrEqual(5_760 - 2 * 33);
    expect(total).toBeLessThan(5_760);
  });

  it('begins anew after a reset: nothing of the last sound is heard in the next', () => {
    build({ mainAudio: sound(40, 24_000) });
    builder.reset();
    const { bundles } = build({ mainAudio: AudioSamples.mono(new Int16Array(960), 24_000) });
    expect(new Set(bundles[0]!.audio['main_audio']!.samples)).toEqual(new Set([0]));
  });

  it('of a batch is divided among its frames', () => {
    const emission = build({ mainVideo: [grey(1), grey(2), grey(3)], voice: sound(100) });
    expect(lengths(emission, 'voice')).toEqual([1_600, 1_600, 1_600]);
    expect(emission).toMatchObject({ frames: 3, soundMs: 100 });
  });

  it('may be a batch of its own, as long as that of the pictures', () => {
    const emission = build({ mainVideo: [grey(1), grey(2)], voice: [sound(30), sound(10)] });
    expect(lengths(emission, 'voice')).toEqual([1_440, 480]);
    expect(emission.soundMs).toBe(40);
  });

  it('of stereo stays stereo', () => {
    const stereo = AudioSamples.stereo(Int16Array.of(1, -1, 2, -2), 48_000);
    expect(build({ voice: stereo }).bundles[0]!.audio['voice']).toMatchObject({
      channels: 2,
      samples: Int16Array.of(1, -1, 2, -2),
    });
  });

  it('that is long is spread over bundles of at most 50 ms, the picture in the first', () => {
    const emission = build({ mainVideo: [grey(1), grey(2)], voice: sound(300) });
    expect(lengths(emission, 'voice')).toEqual(Array(6).fill(2_400));
    expect(lumas(emission, 'main_video')).toEqual([1, undefined, undefined, 2, undefined, undefined]);
    expect(emission).toMatchObject({ frames: 2, soundMs: 300 });
  });

  it('alone is emitted in bundles that can be heard as they come', () => {
    expect(lengths(build({ voice: sound(80) }), 'voice')).toEqual([1_920, 1_920]);
  });

  it.each([60_000, 60_001])('of %i ms in one emission', (ms) => {
    const emit = (): Emission => build({ voice: AudioSamples.mono(new Int16Array(48 * ms), 48_000) });
    if (ms === 60_000) expect(emit().bundles).toHaveLength(1_200);
    else expect(emit).toThrow('at most 60000 ms of sound (got 60001 ms)');
  });
});

describe('what a model may not emit', () => {
  it.each([
    ['a number', 5, 'bad_frame', 'Model emitted number 5; yield an object'],
    ['null', null, 'bad_frame', 'Model emitted null'],
    ['a frame alone', grey(1), 'bad_frame', 'Model emitted VideoFrame'],
    ['sound alone', sound(1), 'bad_frame', 'Model emitted AudioSamples'],
    ['an array', [], 'bad_frame', 'Model emitted an empty array'],
    ['no track', {}, 'bad_frame', 'at least one of: mainVideo, depth, mainAudio, voice'],
    ['tracks without values', { mainVideo: undefined }, 'bad_frame', 'at least one of'],
    ['a wrong name', { mainVidoe: grey(1) }, 'bad_frame', 'a track mainVidoe, but its output declares: mainVideo'],
    ['an input', { webcam: grey(1) }, 'bad_frame', 'a track webcam'],
    ['a name of the wire', { main_video: grey(1) }, 'bad_frame', 'a track main_video'],
    ['bytes for a picture', { mainVideo: new Uint8Array(4) }, 'bad_frame', 'track main_video takes a VideoFrame'],
    ['sound for a picture', { mainVideo: sound(1) }, 'bad_frame', '(got AudioSamples)'],
    ['null for a picture', { mainVideo: null }, 'bad_frame', '(got null)'],
    ['an empty batch', { mainVideo: [] }, 'bad_frame', 'from 1 to 300 (got main_video: 0)'],
    ['too large a batch', { mainVideo: Array(301).fill(grey(1)) }, 'bad_frame', 'from 1 to 300'],
    [
      'batches of two lengths',
      { mainVideo: [grey(1)], voice: [sound(1), sound(1)] },
      'bad_frame',
      'main_video: 1, voice: 2',
    ],
    ['samples without a rate', { voice: new Int16Array(4) }, 'bad_audio', 'track voice takes AudioSamples'],
    ['a picture for sound', { voice: grey(1) }, 'bad_audio', 'track voice'],
    [
      'sound with metadata',
      { voice: { data: new Int16Array(4), sampleRate: 48_000, metadata: {} } },
      'bad_audio',
      'track voice is audio, and audio carries no metadata',
    ],
  ])('%s', (_, output, code, message) => {
    expect(() => build(output)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});
