import { describe, expect, it } from '@jest/globals';
import { Variable } from '../observable.js';
import type { MediaRoute } from './media-route.js';
import { type Player, TrackStreams } from './track-streams.js';

interface FakeStream {
  readonly media: readonly { readonly kind: string; readonly id: string }[];
}

/** An element that a test looks at. @param refuses what `play` says while there is sound */
function player(kind: 'video' | 'audio' = 'video', refuses?: string) {
  const element = {
    srcObject: null as unknown as FakeStream | null,
    autoplay: false,
    muted: false,
    playsInline: false,
    ...(kind === 'video' ? { videoWidth: 0 } : {}),
    plays: 0,
    async play() {
      element.plays++;
      if (refuses !== undefined && !element.muted) throw Object.assign(new Error(), { name: refuses });
    },
  };
  return element as typeof element & Player;
}

function setUp() {
  const watching: string[] = [];
  const streams = new TrackStreams((media) => ({ media }) as unknown as MediaStream);
  const route = new Variable<MediaRoute | undefined>(undefined);
  const tracksOf = (id: string, names: readonly string[]) =>
    new Map(names.map((name) => [name, { kind: name.split('_')[1]!, id: `${id}:${name}` }])) as never;
  let received = tracksOf('none', []);
  const connect = (id: string, ...names: string[]): void => {
    received = tracksOf(id, names);
    streams.follow({
      route,
      get received() {
        return received;
      },
      watch: (track) => {
        watching.push(track);
        return () => void watching.splice(watching.indexOf(track), 1);
      },
    });
  };
  /** The connection goes on over another way. */
  const move = (way: MediaRoute['way'], ...names: string[]): void => {
    received = tracksOf(way, names);
    route.value = { way, retries: false };
  };
  const shown = (element: { readonly srcObject: unknown }): string[] =>
    (element.srcObject as FakeStream | null)?.media.map(({ id }) => id) ?? [];
  return { streams, watching, connect, move, shown };
}

describe('TrackStreams', () => {
  it('shows the tracks of another way in the same elements, and no more once the connection is lost', () => {
    const { streams, watching, connect, move, shown } = setUp();
    const video = player('video');
    streams.attach(video, []);
    connect('a', 'main_video');
    move('websocket', 'main_video');
    expect(shown(video)).toEqual(['websocket:main_video']);
    expect(watching).toEqual(['main_video']);
    streams.follow(undefined);
    move('udp', 'main_video');
    expect(shown(video)).toEqual(['websocket:main_video']);
  });

  it('has a stream for each track of the newest connection, also while it is lost', () => {
    const { streams, connect } = setUp();
    connect('a', 'main_video', 'main_audio');
    expect([...streams.streams.value.keys()]).toEqual(['main_video', 'main_audio']);
    streams.follow(undefined);
    expect(streams.streams.value.size).toBe(2);
    connect('b', 'other_video');
    expect([...streams.streams.value.keys()]).toEqual(['other_video']);
  });

  it('shows the tracks of the next connection by itself, and keeps the picture until then', () => {
    const { streams, connect, shown, watching } = setUp();
    const element = player();
    streams.attach(element, ['main_video']);
    expect(shown(element)).toEqual([]);
    connect('a', 'main_video', 'main_audio');
    expect(shown(element)).toEqual(['a:main_video']);
    streams.follow(undefined);
    expect(shown(element)).toEqual(['a:main_video']);
    connect('b', 'main_video');
    expect(shown(element)).toEqual(['b:main_video']);
    expect(watching).toEqual(['main_video']);
  });

  it.each<['video' | 'audio', string[]]>([
    ['video', ['a:main_video', 'a:main_audio']],
    ['audio', ['a:main_audio']],
  ])('chooses for a %s element where no track is named', (kind, expected) => {
    const { streams, connect, shown } = setUp();
    connect('a', 'main_audio', 'main_video', 'mask_video');
    const element = player(kind);
    streams.attach(element, []);
    expect(shown(element)).toEqual(expected);
  });

  it('mutes an element without sound, which may play without a click then', () => {
    const { streams, connect } = setUp();
    connect('a', 'main_video', 'main_audio');
    const [silent, loud] = [player(), player()];
    streams.attach(silent, ['main_video']);
    streams.attach(loud, []);
    expect([silent.muted, loud.muted, silent.playsInline]).toEqual([true, false, true]);
  });

  it.each([
    ['NotAllowedError', true, 2],
    ['AbortError', false, 1],
  ])('where the browser refuses with %s, mutes it: %s', async (name, muted, plays) => {
    const { streams, connect } = setUp();
    connect('a', 'main_video', 'main_audio');
    const element = player('video', name);
    streams.attach(element, []);
    await Promise.resolve().then(() => undefined);
    expect([element.muted, element.plays]).toEqual([muted, plays]);
  });

  it('shows nothing after it was detached, also by an end that comes late', () => {
    const { streams, connect, shown, watching } = setUp();
    connect('a', 'main_video', 'mask_video');
    const element = player();
    const detach = streams.attach(element, ['main_video']);
    const detachSecond = streams.attach(element, ['mask_video']);
    detach();
    expect(shown(element)).toEqual(['a:mask_video']);
    expect(watching).toEqual(['mask_video']);
    detachSecond();
    connect('b', 'mask_video');
    expect([shown(element), watching]).toEqual([[], []]);
  });
});
