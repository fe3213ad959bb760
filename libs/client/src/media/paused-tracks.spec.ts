import { beforeEach, describe, expect, it } from '@jest/globals';
import { PausedTracks } from './paused-tracks.js';

/** A connection that has one track. */
function connectionOf(said: string[]) {
  const say = (what: string, track: string): Promise<void> => {
    said.push(`${what} ${track}`);
    return track === 'main_video' ? Promise.resolve() : Promise.reject(new Error('unknown track'));
  };
  return { pause: (track: string) => say('pause', track), resume: (track: string) => say('resume', track) };
}

let paused: PausedTracks;
beforeEach(() => {
  paused = new PausedTracks();
});

describe('PausedTracks', () => {
  it('tells the connection once, and each further one', async () => {
    const [first, second]: string[][] = [[], []];
    paused.follow(connectionOf(first!));
    await paused.pause('main_video');
    await paused.pause('main_video');
    expect(first).toEqual(['pause main_video']);
    paused.follow(undefined);
    paused.follow(connectionOf(second!));
    expect(second).toEqual(['pause main_video']);
    await paused.resume('main_video');
    await paused.resume('main_video');
    expect(second).toEqual(['pause main_video', 'resume main_video']);
  });

  it('is kept for the next connection where there is none', async () => {
    const said: string[] = [];
    await paused.pause('main_video');
    paused.follow(connectionOf(said));
    expect(said).toEqual(['pause main_video']);
  });

  it('forgets a track that is refused, and tells the caller', async () => {
    const said: string[] = [];
    paused.follow(connectionOf(said));
    await expect(paused.pause('nothing')).rejects.toThrow('unknown track');
    paused.follow(connectionOf(said));
    expect(said).toEqual(['pause nothing']);
  });
});
