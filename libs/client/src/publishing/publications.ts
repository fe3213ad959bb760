import { type ClientError, toClientError } from '../client-error.js';
import type { Connection } from '../connection/connection.js';
import { type Observable, Variable } from '../observable.js';
import type { Source, SourceKind } from './source.js';

/** One input track of the model, as this client feeds it. */
export interface Publication {
  /** What is sent; undefined: nothing. */
  readonly source: Source | undefined;
  /** Why the last try failed. */
  readonly error: ClientError | undefined;
  /** The system or the browser delivers nothing from the source at the moment. */
  readonly paused: boolean;
  /** The last source ended by itself; undefined: it did not. */
  readonly ended: SourceKind | undefined;
}

const NONE: Publication = { source: undefined, error: undefined, paused: false, ended: undefined };

type Way = Pick<Connection, 'publish' | 'replace' | 'unpublish'>;

/**
 * The inputs that a client sends, over every reconnection until they are withdrawn. It owns the sources that it is
 * given. What is asked for one track is done in that order; another source takes the place of the first without a pause.
 */
export class Publications {
  private readonly tracks = new Variable<ReadonlyMap<string, Publication>>(new Map());
  private connection: Way | undefined;
  /** The connection on which this client holds a track. */
  private readonly held = new Map<string, Way>();
  private readonly turns = new Map<string, Promise<void>>();

  /** By track; one that was never published is not among them. */
  get state(): Observable<ReadonlyMap<string, Publication>> {
    return this.tracks;
  }

  of(track: string): Publication {
    return this.tracks.value.get(track) ?? NONE;
  }

  /**
   * Sends `source` from now on: at once where there is a connection, else as soon as there is one. It is stopped when the
   * server refuses it, which rejects.
   */
  async publish(track: string, source: Source): Promise<void> {
    const before = this.of(track).source;
    if (before !== undefined) silence(before);
    this.set(track, { ...NONE, source });
    source.onEnded = () => void this.end(track, source.kind);
    source.onPaused = (paused) => this.set(track, { ...this.of(track), paused });
    await this.settle(track);
    if (before !== source) before?.stop();
    const { source: now, error } = this.of(track);
    if (now === undefined && error !== undefined) throw error;
  }

  /** Sends nothing more on the track, and frees the source. */
  async withdraw(track: string): Promise<void> {
    await this.end(track, undefined);
  }

  /** Publishes again what was published before. */
  async follow(connection: Way | undefined): Promise<void> {
    this.connection = connection;
    await Promise.all([...this.tracks.value.keys()].map((track) => this.settle(track)));
  }

  private async end(track: string, ended: SourceKind | undefined): Promise<void> {
    this.drop(track, { ended });
    await this.settle(track);
  }

  /** Brings the connection to what is wanted now, after what was asked for before. */
  private settle(track: string): Promise<void> {
    const turn = (this.turns.get(track) ?? Promise.resolve()).then(() => this.apply(track));
    this.turns.set(track, turn);
    return turn;
  }

  private async apply(track: string): Promise<void> {
    const { connection } = this;
    if (connection === undefined) return;
    const { source } = this.of(track);
    const holds = this.held.get(track) === connection;
    try {
      if (source === undefined) {
        if (!holds) return;
        this.held.delete(track);
        await connection.unpublish(track);
      } else if (holds) {
        await connection.replace(track, source.media);
      } else {
        await connection.publish(track, source.media);
        this.held.set(track, connection);
      }
    } catch (error) {
      const refusal = toClientError(error);
      // A connection that broke takes the source up again with the next one.
      if (refusal.code === 'socket_closed' || source === undefined || this.of(track).source !== source) return;
      this.drop(track, { error: refusal });
      if (refusal.code === 'publish_refused') return;
      // The track may be held by now, with nothing to send on it.
      this.held.set(track, connection);
      void this.settle(track);
    }
  }

  private drop(track: string, what: Partial<Publication>): void {
    const { source } = this.of(track);
    if (source !== undefined) silence(source);
    source?.stop();
    this.set(track, { ...NONE, ...what });
  }

  private set(track: string, publication: Publication): void {
    this.tracks.value = new Map(this.tracks.value).set(track, publication);
  }
}

function silence(source: Source): void {
  source.onEnded = null;
  source.onPaused = null;
}
