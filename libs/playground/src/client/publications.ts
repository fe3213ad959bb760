import { type ReadonlySignal, signal } from '@preact/signals';
import { ClientError } from './client-error.js';
import type { Connection } from './connection.js';
import { toClientError } from './signaling-socket.js';

/** One input track of the model, as this page feeds it. */
export interface Publication {
  /** What is sent; undefined: nothing. */
  readonly media: MediaStreamTrack | undefined;
  /** Why the last try failed. */
  readonly error: string | undefined;
}

const NONE: Publication = { media: undefined, error: undefined };

/** The inputs that this page sends, over every reconnection until they are withdrawn. It owns the media it was given. */
export class Publications {
  private readonly tracks = signal<ReadonlyMap<string, Publication>>(new Map());
  private connection: Connection | undefined;

  get state(): ReadonlySignal<ReadonlyMap<string, Publication>> {
    return this.tracks;
  }

  of(track: string): Publication {
    return this.tracks.value.get(track) ?? NONE;
  }

  /** Sends `media` from now on; it is stopped when that fails. */
  async publish(track: string, media: MediaStreamTrack): Promise<void> {
    if (this.of(track).media !== undefined) await this.withdraw(track);
    this.set(track, { media, error: undefined });
    media.onended = () => void this.withdraw(track);
    await this.send(track, media);
  }

  async withdraw(track: string): Promise<void> {
    this.drop(track, undefined);
    await this.connection?.unpublish(track).catch(() => undefined);
  }

  refuse(track: string, error: string): void {
    this.set(track, { ...this.of(track), error });
  }

  /** Publishes again what was published before. */
  async follow(connection: Connection | undefined): Promise<void> {
    this.connection = connection;
    const all = [...this.tracks.value].flatMap(([track, { media }]) => (media === undefined ? [] : [{ track, media }]));
    await Promise.all(all.map(({ track, media }) => this.send(track, media)));
  }

  private async send(track: string, media: MediaStreamTrack): Promise<void> {
    const { connection } = this;
    try {
      await connection?.publish(track, media);
    } catch (error) {
      // A connection that broke takes the media up again with the next one.
      const { code, message }: ClientError = toClientError(error);
      if (code !== 'socket_closed' && this.of(track).media === media) this.drop(track, message);
    }
  }

  private drop(track: string, error: string | undefined): void {
    const { media } = this.of(track);
    if (media !== undefined) media.onended = null;
    media?.stop();
    this.set(track, { media: undefined, error });
  }

  private set(track: string, publication: Publication): void {
    this.tracks.value = new Map(this.tracks.value).set(track, publication);
  }
}
