import { type ReadonlySignal, signal } from '@preact/signals';
import { type ClientError, type Connection, toClientError } from '@nestjs-reactor/client';
import { captureEnd, capturePause } from './capture-words.js';
import type { Source } from './source.js';

/** One input track of the model, as this page feeds it. */
export interface Publication {
  /** What is sent; undefined: nothing. */
  readonly source: Source | undefined;
  /** Why the last try failed. */
  readonly error: string | undefined;
  /** Change of the source that was not made on this page. */
  readonly note: string | undefined;
}

const NONE: Publication = { source: undefined, error: undefined, note: undefined };

/**
 * The inputs that this page sends, over every reconnection until they are withdrawn. It owns the sources that it is
 * given. What is asked for one track is done in that order; another source takes the place of the first without a pause.
 */
export class Publications {
  private readonly tracks = signal<ReadonlyMap<string, Publication>>(new Map());
  private connection: Connection | undefined;
  /** The connection on which this page holds a track. */
  private readonly held = new Map<string, Connection>();
  private readonly turns = new Map<string, Promise<void>>();

  get state(): ReadonlySignal<ReadonlyMap<string, Publication>> {
    return this.tracks;
  }

  of(track: string): Publication {
    return this.tracks.value.get(track) ?? NONE;
  }

  /** Sends `source` from now on; it is stopped when that fails. */
  async publish(track: string, source: Source): Promise<void> {
    const before = this.of(track).source;
    if (before !== undefined) silence(before);
    this.set(track, { source, error: undefined, note: undefined });
    source.onEnded = () => void this.end(track, captureEnd(source.kind));
    source.onPaused = (paused) =>
      this.set(track, { ...this.of(track), note: paused ? capturePause(source.kind) : undefined });
    await this.settle(track);
    before?.stop();
  }

  async withdraw(track: string): Promise<void> {
    await this.end(track, undefined);
  }

  refuse(track: string, error: string): void {
    this.set(track, { ...this.of(track), error });
  }

  /** Publishes again what was published before. */
  async follow(connection: Connection | undefined): Promise<void> {
    this.connection = connection;
    await Promise.all([...this.tracks.value.keys()].map((track) => this.settle(track)));
  }

  private async end(track: string, note: string | undefined): Promise<void> {
    this.drop(track, { error: undefined, note });
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
      this.drop(track, { error: wordsOf(refusal), note: undefined });
      if (refusal.code === 'publish_refused') return;
      // The track may be held by now, with nothing to send on it.
      this.held.set(track, connection);
      void this.settle(track);
    }
  }

  private drop(track: string, words: Omit<Publication, 'source'>): void {
    const { source } = this.of(track);
    if (source !== undefined) silence(source);
    source?.stop();
    this.set(track, { source: undefined, ...words });
  }

  private set(track: string, publication: Publication): void {
    this.tracks.value = new Map(this.tracks.value).set(track, publication);
  }
}

function silence(source: Source): void {
  source.onEnded = null;
  source.onPaused = null;
}

function wordsOf({ code, message }: ClientError): string {
  return code === 'publish_refused'
    ? 'Another participant sends this input already. Try again when they have stopped.'
    : message;
}
