import type { StreamCodec } from '@nestjs-reactor/protocol';
import type { MediaSample } from '../media/media-figures.js';
import type { ReceivingLink } from '../media/media-link.js';
import type { StreamGrant, StreamPort } from '../stream/stream-port.js';

/** Frames over a WebSocket that opens when the test says so. */
export class FakeStreamLink implements ReceivingLink {
  readonly received = new Map<string, MediaStreamTrack>();
  readonly connected: Promise<void>;
  readonly lost: Promise<Error>;
  closed = false;
  connect!: () => void;
  fail!: (error: Error) => void;
  lose!: (error: Error) => void;

  constructor(readonly grant: StreamGrant) {
    this.connected = new Promise((resolve, reject) => {
      this.connect = resolve;
      this.fail = reject;
    });
    this.connected.catch(() => undefined);
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  async sample(): Promise<MediaSample> {
    return { atMs: 0, way: 'websocket', bytes: 1, packetsReceived: 0, packetsLost: 0, video: new Map() };
  }

  levels(): (number | undefined)[] {
    return [];
  }

  identify(): undefined {
    return undefined;
  }

  close(): void {
    this.closed = true;
  }
}

/** A browser with WebCodecs. */
export class FakeStreamPort implements StreamPort {
  readonly links: FakeStreamLink[] = [];
  networkChanged: () => void = () => {};

  constructor(private readonly decodes: readonly StreamCodec[] = ['VP8', 'opus']) {}

  get link(): FakeStreamLink {
    return this.links.at(-1)!;
  }

  async codecs(): Promise<readonly StreamCodec[]> {
    return this.decodes;
  }

  open(grant: StreamGrant): FakeStreamLink {
    const link = new FakeStreamLink(grant);
    this.links.push(link);
    return link;
  }

  onNetworkChange(listener: () => void): () => void {
    this.networkChanged = listener;
    return () => {
      this.networkChanged = () => {};
    };
  }
}
