import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Publication, ReactorClient, Source, TrackInfo } from '@nestjs-reactor/client';
import { signalOf } from '../session/signal-of.js';
import { captureEnd, capturePause, publishRefusal } from './capture-words.js';
import type { Capture, SourceRequest } from './source-request.js';

/** One input track of the model, as this page feeds it. */
export interface Feed {
  /** What is sent; undefined: nothing. */
  readonly source: Source | undefined;
  /** Why the last try failed. */
  readonly error: string | undefined;
  /** Change of the source that was not made on this page. */
  readonly note: string | undefined;
}

const NONE: Feed = { source: undefined, error: undefined, note: undefined };

/** Feeds the model's input tracks from what a person chooses. */
export class InputFeeds {
  private readonly asking = signal<ReadonlySet<string>>(new Set());
  /** By track, why nothing could be captured for it. */
  private readonly failures = signal<ReadonlyMap<string, string>>(new Map());
  private readonly feeds: ReadonlySignal<ReadonlyMap<string, Feed>>;

  /** @param onCaptured runs after a capture began: by then a browser names its devices */
  constructor(
    private readonly client: Pick<ReactorClient, 'publications' | 'publish' | 'unpublish'>,
    private readonly capture: Capture,
    private readonly onCaptured: () => void = () => {},
  ) {
    const published = signalOf(client.publications);
    this.feeds = computed(() => {
      const names = [...published.value.keys(), ...this.failures.value.keys()];
      return new Map(
        names.map((name) => [name, feedOf(published.value.get(name), this.failures.value.get(name))] as const),
      );
    });
  }

  /** Tracks for which a source is being started: the browser may be asking the person. */
  get starting(): ReadonlySignal<ReadonlySet<string>> {
    return this.asking;
  }

  /** Tracks that are fed, or that a person wanted to feed. */
  get state(): ReadonlySignal<ReadonlyMap<string, Feed>> {
    return this.feeds;
  }

  of(track: string): Feed {
    return this.feeds.value.get(track) ?? NONE;
  }

  /** Never rejects. Does nothing while the track's source is being started. */
  async use({ name, kind }: Pick<TrackInfo, 'name' | 'kind'>, request: SourceRequest): Promise<void> {
    if (this.asking.value.has(name)) return;
    this.asking.value = new Set(this.asking.value).add(name);
    try {
      const source = await this.capture(request, kind);
      if (source === undefined) return;
      this.setFailure(name, undefined);
      this.onCaptured();
      // A refusal is in the state of the track.
      await this.client.publish(name, source).catch(() => undefined);
    } catch (error) {
      this.setFailure(name, (error as Error).message);
    } finally {
      const rest = new Set(this.asking.value);
      rest.delete(name);
      this.asking.value = rest;
    }
  }

  async stop(track: string): Promise<void> {
    this.setFailure(track, undefined);
    await this.client.unpublish(track);
  }

  private setFailure(track: string, words: string | undefined): void {
    const failures = new Map(this.failures.value);
    if (words === undefined) failures.delete(track);
    else failures.set(track, words);
    this.failures.value = failures;
  }
}

function feedOf(publication: Publication | undefined, failure: string | undefined): Feed {
  if (publication === undefined) return { ...NONE, error: failure };
  const { source, error, paused, ended } = publication;
  const pause = paused && source !== undefined ? capturePause(source.kind) : undefined;
  return {
    source,
    error: failure ?? (error === undefined ? undefined : publishRefusal(error)),
    note: ended === undefined ? pause : captureEnd(ended),
  };
}
