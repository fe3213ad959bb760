import type { Source, SourceKind } from '../publishing/source.js';

/** A capture that the test ends and pauses. */
export class FakeSource implements Source {
  readonly deviceId = undefined;
  readonly media: MediaStreamTrack;
  onEnded: (() => void) | null = null;
  onPaused: ((paused: boolean) => void) | null = null;
  stopped = false;

  constructor(
    readonly label: string,
    readonly kind: SourceKind = 'camera',
  ) {
    this.media = { toString: () => label } as unknown as MediaStreamTrack;
  }

  stop(): void {
    this.stopped = true;
  }
}
