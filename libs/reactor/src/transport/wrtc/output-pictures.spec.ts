import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { I420Picture } from '../../media/index.js';
import { OutputPictures } from './output-pictures.js';
import type { Wrtc, WrtcTrack } from './wrtc.js';

/** Widths of the pictures that each source was given, in the order in which the sources were made. */
let sources: number[][];

class Source {
  private readonly shown: number[] = [];
  constructor() {
    sources.push(this.shown);
  }
  createTrack(): WrtcTrack {
    return { kind: 'video', stop: () => undefined };
  }
  onFrame({ width }: { readonly width: number }): void {
    this.shown.push(width);
  }
}

const wrtc = { nonstandard: { RTCVideoSource: Source } } as unknown as Wrtc;

let pictures: OutputPictures;
let last: I420Picture | undefined;
/** Bundles that encoders were given, undefined for a picture that was shown again. */
let given: (number | undefined)[];

beforeEach(() => {
  jest.useFakeTimers();
  [sources, given, last] = [[], [], undefined];
  pictures = new OutputPictures(wrtc, { last: () => last, given: (frame) => given.push(frame) });
});
afterEach(() => {
  pictures.close();
  jest.useRealTimers();
});

/** Its number is its width. */
function show(frame: number): void {
  last = { width: frame, height: 2, data: new Uint8Array(0) };
  pictures.show(last, frame);
}

/** Numbered from 1, at so many a second. */
function play(fps: number, count: number): void {
  for (let frame = 1; frame <= count; frame++) {
    show(frame);
    jest.advanceTimersByTime(1_000 / fps);
  }
}

describe('the pictures of an output', () => {
  it('go to each frame rate as often as it has them, and are reported once', () => {
    pictures.track(Infinity);
    pictures.track(10);
    pictures.track(5);
    play(20, 40);
    expect(sources.map((shown) => shown.length)).toEqual([40, 20, 10]);
    expect(given).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  });

  it('share a source where they have the same rate', () => {
    const tracks = [pictures.track(10), pictures.track(10)];
    play(20, 4);
    pictures.drop(tracks[0]!);
    play(20, 4);
    expect(sources).toEqual([[1, 3, 1, 3]]);
  });

  it('are shown to the end: one that was left out is shown where none follows', () => {
    pictures.track(5);
    play(20, 7);
    jest.advanceTimersByTime(1_000);
    expect(sources).toEqual([[1, 5, 7]]);
    expect(given).toEqual([1, 5, 7]);
  });

  it('are reported under their bundle although they were shown again before they were given to anybody', () => {
    pictures.track(1);
    show(1);
    show(2);
    pictures.show(last!, undefined);
    jest.advanceTimersByTime(5_000);
    expect([sources, given]).toEqual([[[1, 2]], [1, 2]]);
  });

  it('go nowhere after the last sender, not even the one that was left out', () => {
    const track = pictures.track(5);
    show(1);
    show(2);
    pictures.drop(track);
    jest.advanceTimersByTime(5_000);
    show(3);
    expect([sources, given]).toEqual([[[1]], [1]]);
  });

  it('go to encoders that are none of the library at their rate, and then not to the library', () => {
    const got: (number | undefined)[] = [];
    const stop = pictures.listen(10, (_picture, frame) => got.push(frame));
    play(20, 7);
    jest.advanceTimersByTime(1_000);
    stop();
    show(8);
    jest.advanceTimersByTime(5_000);
    expect([got, sources, given]).toEqual([[1, 3, 5, 7], [[]], [1, 3, 5, 7]]);
  });
});
