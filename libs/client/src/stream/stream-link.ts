import type { StreamFrame, StreamTrack } from '@nestjs-reactor/protocol';
import { ClientError } from '../client-error.js';
import type { MediaSample } from '../media/media-figures.js';
import type { LinkFrame, ReceivingLink } from '../media/media-link.js';
import { type BinarySocketLike, MediaSocket } from './media-socket.js';
import type { PlayerEvents, StreamPlayer } from './stream-player.js';

/** A socket must be open by then, in milliseconds. */
const OPEN_TIMEOUT_MS = 10_000;

/** Plays one track. */
export type CreatePlayer = (track: StreamTrack, events: PlayerEvents) => StreamPlayer;

interface Playing {
  readonly track: StreamTrack;
  readonly player: StreamPlayer;
}

/** Media of a session that come as encoded frames over a WebSocket. */
export class StreamLink implements ReceivingLink {
  readonly received: ReadonlyMap<string, MediaStreamTrack>;
  readonly connected: Promise<void>;
  readonly lost: Promise<ClientError>;
  private readonly socket: MediaSocket;
  private readonly playing: ReadonlyMap<number, Playing>;
  private readonly deadline: ReturnType<typeof setTimeout>;
  private frames = 0;

  constructor(socket: BinarySocketLike, tracks: readonly StreamTrack[], createPlayer: CreatePlayer) {
    let fail!: (error: ClientError) => void;
    const failed = new Promise<ClientError>((resolve) => (fail = resolve));
    this.socket = new MediaSocket(socket, (frame) => this.take(frame));
    this.playing = new Map(
      tracks.map((track) => {
        const player = createPlayer(track, {
          decoded: (sequence) => this.socket.say({ kind: 'decoded', track: track.id, sequence }),
          wantsKeyframe: (sequence) => this.socket.say({ kind: 'keyframe', track: track.id, sequence }),
          failed: ({ message }) =>
            fail(ClientError.own('decoding_failed', `the browser could not decode ${track.name}: ${message}`)),
        });
        return [track.id, { track, player }] as const;
      }),
    );
    this.received = new Map([...this.playing.values()].map(({ track, player }) => [track.name, player.media]));
    this.deadline = setTimeout(
      () => fail(ClientError.own('no_answer', 'the server did not open a media socket in time')),
      OPEN_TIMEOUT_MS,
    );
    this.lost = Promise.race([failed, this.socket.closed]);
    this.connected = new Promise((resolve, reject) => {
      void this.socket.opened.then(() => {
        clearTimeout(this.deadline);
        resolve();
      });
      void this.lost.then(reject);
    });
    // It may have no waiter yet, or none any more.
    this.connected.catch(() => undefined);
  }

  async sample(): Promise<MediaSample> {
    const video = [...this.playing.values()]
      .filter(({ track, player }) => track.kind === 'video' && player.framesDecoded > 0)
      .map(
        ({ track: { name, codec }, player: { framesDecoded, size } }) =>
          [name, { framesDecoded, codec, ...size }] as const,
      );
    return {
      atMs: performance.now(),
      way: 'websocket',
      bytes: this.socket.bytes,
      packetsReceived: this.frames,
      packetsLost: 0,
      video: new Map(video),
    };
  }

  levels(): (number | undefined)[] {
    return [...this.playing.values()].filter(({ track }) => track.kind === 'audio').map(({ player }) => player.level);
  }

  identify(track: string, shown: VideoFrameCallbackMetadata): LinkFrame | undefined {
    return [...this.playing.values()].find(({ track: { name } }) => name === track)?.player.identify(shown);
  }

  close(): void {
    clearTimeout(this.deadline);
    this.socket.close();
    for (const { player } of this.playing.values()) player.close();
  }

  private take(frame: StreamFrame): void {
    this.frames++;
    this.playing.get(frame.track)?.player.push(frame);
  }
}
