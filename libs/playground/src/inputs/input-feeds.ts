import { type ReadonlySignal, signal } from '@preact/signals';
import type { TrackInfo } from '@nestjs-reactor/client';
import type { Publications } from './publications.js';
import type { Capture, SourceRequest } from './source.js';

/** Feeds the model's input tracks from what a person chooses. */
export class InputFeeds {
  private readonly asking = signal<ReadonlySet<string>>(new Set());

  /** @param onCaptured runs after a capture began: by then a browser names its devices */
  constructor(
    private readonly publications: Publications,
    private readonly capture: Capture,
    private readonly onCaptured: () => void = () => {},
  ) {}

  /** Tracks for which a source is being started: the browser may be asking the person. */
  get starting(): ReadonlySignal<ReadonlySet<string>> {
    return this.asking;
  }

  /** Never rejects. Does nothing while the track's source is being started. */
  async use({ name, kind }: Pick<TrackInfo, 'name' | 'kind'>, request: SourceRequest): Promise<void> {
    if (this.asking.value.has(name)) return;
    this.asking.value = new Set(this.asking.value).add(name);
    try {
      const source = await this.capture(request, kind);
      if (source === undefined) return;
      this.onCaptured();
      await this.publications.publish(name, source);
    } catch (error) {
      this.publications.refuse(name, (error as Error).message);
    } finally {
      const rest = new Set(this.asking.value);
      rest.delete(name);
      this.asking.value = rest;
    }
  }

  async stop(track: string): Promise<void> {
    await this.publications.withdraw(track);
  }
}
