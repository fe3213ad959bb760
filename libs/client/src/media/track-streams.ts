import type { Connection } from '../connection/connection.js';
import { type Observable, Variable } from '../observable.js';

/** What it needs of a connection. */
export type TrackSource = Pick<Connection, 'received' | 'watch' | 'route'>;

/** What it needs of an element of the page. */
export type Player = Pick<HTMLMediaElement, 'srcObject' | 'autoplay' | 'muted' | 'play'> &
  Partial<Pick<HTMLVideoElement, 'playsInline' | 'videoWidth'>>;

/** One track as it is received, with its name. */
interface Received {
  readonly name: string;
  readonly media: MediaStreamTrack;
}

/**
 * The tracks that a client receives, over its connections: elements that are attached show each new connection by
 * themselves, and keep the last picture between two.
 */
export class TrackStreams {
  private readonly current = new Variable<ReadonlyMap<string, MediaStream>>(new Map());
  private readonly attached = new Map<Player, { readonly show: () => void; unwatch: () => void }>();
  private source: TrackSource | undefined;
  private unfollow: () => void = () => {};

  constructor(private readonly createStream = (media: MediaStreamTrack[]): MediaStream => new MediaStream(media)) {}

  /** By name of the track, of the newest connection; they remain while the client reconnects. */
  get streams(): Observable<ReadonlyMap<string, MediaStream>> {
    return this.current;
  }

  /** @param source undefined: the connection is lost */
  follow(source: TrackSource | undefined): void {
    this.unfollow();
    this.source = source;
    // Another way of the media has other tracks.
    this.unfollow = source?.route.subscribe(() => this.refresh()) ?? (() => {});
    this.refresh();
  }

  private refresh(): void {
    const { source } = this;
    if (source === undefined) return;
    this.current.value = new Map(
      [...source.received].map(([name, media]) => [name, this.createStream([media])] as const),
    );
    for (const { show } of this.attached.values()) show();
  }

  /**
   * Plays tracks in an element, from now on and over every reconnection. An element that was attached before plays these
   * instead.
   *
   * @param names none: the first video and the first audio; an audio element takes the audio alone
   * @returns detaches it
   */
  attach(element: Player, names: readonly string[]): () => void {
    this.attached.get(element)?.unwatch();
    const own = {
      unwatch: (): void => {},
      show: (): void => {
        if (this.source === undefined) return;
        own.unwatch();
        own.unwatch = this.play(element, pick(this.source.received, names, element), this.source);
      },
    };
    this.attached.set(element, own);
    own.show();
    return () => {
      if (this.attached.get(element) !== own) return;
      this.attached.delete(element);
      own.unwatch();
      element.srcObject = null;
    };
  }

  /** @returns ends the measurements of the shown frames */
  private play(element: Player, tracks: readonly Received[], source: TrackSource): () => void {
    element.srcObject = this.createStream(tracks.map(({ media }) => media));
    element.autoplay = true;
    if (isVideo(element)) element.playsInline = true;
    // Browsers let a picture without sound play at once, and know it by the element being muted.
    if (!tracks.some(({ media }) => media.kind === 'audio')) element.muted = true;
    void playAnyway(element);
    const video = tracks.find(({ media }) => media.kind === 'video');
    return video !== undefined && isVideo(element) ? source.watch(video.name, element) : () => {};
  }
}

function isVideo(element: Player): element is HTMLVideoElement {
  return element.videoWidth !== undefined;
}

function pick(
  received: ReadonlyMap<string, MediaStreamTrack>,
  names: readonly string[],
  element: Player,
): readonly Received[] {
  const all = [...received].map(([name, media]) => ({ name, media }));
  if (names.length > 0) return all.filter(({ name }) => names.includes(name));
  const kinds = isVideo(element) ? ['video', 'audio'] : ['audio'];
  return kinds.flatMap((kind) => all.find(({ media }) => media.kind === kind) ?? []);
}

/** Without a click, a browser plays no sound: better the picture alone than nothing. */
async function playAnyway(element: Player): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    if ((error as Error).name !== 'NotAllowedError' || element.muted) return;
    element.muted = true;
    await element.play().catch(() => undefined);
  }
}
