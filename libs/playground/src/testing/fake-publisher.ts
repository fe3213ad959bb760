import type { ClientError, Publication, ReactorClient, Source, SourceKind } from '@nestjs-reactor/client';
import { signal } from '@preact/signals';

/** The part of a client that sends inputs, at the test's word. */
export class FakePublisher implements Pick<ReactorClient, 'publications' | 'publish' | 'unpublish'> {
  private readonly state = signal<ReadonlyMap<string, Publication>>(new Map());
  refusal: ClientError | undefined;

  readonly publications: ReactorClient['publications'] = (() => {
    const { state } = this;
    return {
      get value() {
        return state.value;
      },
      subscribe: (listener: (value: ReadonlyMap<string, Publication>) => void) => state.subscribe(listener),
    };
  })();

  async publish(track: string, source: Source | MediaStreamTrack): Promise<void> {
    this.tell(track, this.refusal === undefined ? { source: source as Source } : { error: this.refusal });
    if (this.refusal !== undefined) throw this.refusal;
  }

  async unpublish(track: string): Promise<void> {
    this.tell(track, {});
  }

  tell(track: string, publication: Partial<Publication>): void {
    const all = { source: undefined, error: undefined, paused: false, ended: undefined, ...publication };
    this.state.value = new Map(this.state.value).set(track, all);
  }
}

/** A capture that never ends. */
export function fakeSource(label: string, kind: SourceKind = 'camera'): Source {
  return {
    kind,
    label,
    deviceId: undefined,
    media: {} as MediaStreamTrack,
    onEnded: null,
    onPaused: null,
    stop: () => {},
  };
}
