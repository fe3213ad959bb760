import { describe, expect, it } from '@jest/globals';
import type { I420Picture, MediaBundle } from '../../media/index.js';
import { LastPictures } from './last-pictures.js';
import { LeasedBundle } from './leased-bundle.js';

function bundle(frame: number, ...tracks: readonly string[]): MediaBundle {
  const picture: I420Picture = { width: 2, height: 2, data: new Uint8Array(6) };
  return { frame, turn: 1, video: Object.fromEntries(tracks.map((track) => [track, { ...picture }])), audio: {} };
}

describe('a leased bundle', () => {
  it('goes back with its last lease, once', () => {
    let returned = 0;
    const frame = new LeasedBundle(bundle(1), () => returned++);
    const [one, other] = [frame.lease(), frame.lease()];
    one();
    expect(returned).toBe(0);
    other();
    expect(returned).toBe(1);
  });

  it('counts each lease once, however often it is ended', () => {
    let returned = 0;
    const frame = new LeasedBundle(bundle(1), () => returned++);
    const [one, other] = [frame.lease(), frame.lease()];
    one();
    one();
    expect(returned).toBe(0);
    other();
    other();
    one();
    expect(returned).toBe(1);
  });

  it('cannot be leased when it is back at the worker', () => {
    const frame = new LeasedBundle(bundle(1), () => undefined);
    frame.lease()();
    expect(() => frame.lease()).toThrow('back at the worker');
  });
});

describe('the last picture of a track', () => {
  it('is kept until its next one, and then goes back', () => {
    const returned: number[] = [];
    const last = new LastPictures();
    const play = (played: MediaBundle): void => {
      const frame = new LeasedBundle(played, ({ frame: number }) => returned.push(number));
      const done = frame.lease();
      last.keep(frame);
      done();
    };
    const both = bundle(1, 'near', 'far');
    play(both);
    play(bundle(2));
    expect(last.get('near')).toBe(both.video['near']);
    expect(returned).toEqual([2]);
    const near = bundle(3, 'near');
    play(near);
    expect([last.get('near'), last.get('far')]).toEqual([near.video['near'], both.video['far']]);
    expect(returned).toEqual([2]);
    play(bundle(4, 'far'));
    expect(returned).toEqual([2, 1]);
    last.clear();
    expect(returned).toEqual([2, 1, 3, 4]);
    expect(last.get('near')).toBeUndefined();
  });
});
