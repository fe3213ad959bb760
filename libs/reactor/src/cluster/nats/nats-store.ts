import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { type ClusterStore, RevisionConflict, type StoreEntry, type WriteOptions } from '../cluster-store.port.js';
import { BucketWatch } from './bucket-watch.js';
import { entryOf } from './entry-of.js';
import type { NatsLink } from './nats-link.js';

/** A write that has no answer for so long has failed; it may still happen. */
const TIMEOUT_MS = 2_000;

/** How long it can be seen that a key was deleted, by who reads it again after a lost connection for example. */
const MARKER_SECONDS = 60;

/** A stored key has another revision than the one that was expected; 10164: the same, with the number left out. */
const WRONG_REVISION: ReadonlySet<number> = new Set([10_071, 10_164]);

/** Keys in a bucket of NATS: a JetStream stream with the last message of each subject. */
export class NatsStore implements ClusterStore {
  private constructor(
    private readonly link: NatsLink,
    private readonly js: JetStreamClient,
    private readonly jsm: JetStreamManager,
    private readonly bucket: string,
    private readonly replicas: number,
  ) {}

  /** Makes the bucket where it is missing. @param replicas servers that hold a copy of it */
  static async open(link: NatsLink, bucket: string, replicas: number): Promise<NatsStore> {
    const js = link.packages.jetstream.jetstream(link.connection, { timeout: TIMEOUT_MS });
    const store = new NatsStore(link, js, await js.jetstreamManager(), bucket, replicas);
    await store.ensureBucket();
    // A server that lost its disk has none.
    link.onReconnect(() => void store.ensureBucket().catch(() => undefined));
    return store;
  }

  get isConnected(): boolean {
    return this.link.isConnected;
  }

  async create(key: string, value: unknown, options: WriteOptions = {}): Promise<number> {
    try {
      return await this.put(key, value, 0, options);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      const entry = await this.last(key);
      // What is there may be the mark of a deletion.
      if (entry === undefined || entry.value !== undefined) throw error;
      return await this.put(key, value, entry.revision, options);
    }
  }

  async update(key: string, value: unknown, revision: number, options: WriteOptions = {}): Promise<number> {
    return await this.put(key, value, revision, options);
  }

  async delete(key: string, revision?: number): Promise<void> {
    const headers = this.link.packages.transport.headers();
    headers.set('KV-Operation', 'PURGE');
    headers.set('Nats-Rollup', 'sub');
    await this.publish(key, new Uint8Array(), {
      headers,
      ttl: `${MARKER_SECONDS}s`,
      ...(revision === undefined ? {} : { expect: { lastSubjectSequence: revision } }),
    });
  }

  async deleteBelow(prefix: string, beforeRevision: number): Promise<void> {
    await this.jsm.streams.purge(this.stream, { filter: `${this.subjectOf(prefix)}>`, seq: beforeRevision });
  }

  async read(key: string): Promise<StoreEntry | undefined> {
    const entry = await this.last(key);
    return entry?.value === undefined ? undefined : entry;
  }

  async watch(prefix: string, listener: (entry: StoreEntry) => void): Promise<() => void> {
    const { js, stream, link } = this;
    const watch = new BucketWatch(
      { js, stream, jetstream: link.packages.jetstream },
      this.subjectOf(''),
      prefix,
      listener,
    );
    const unfollow = link.onReconnect(() => void watch.restart());
    await watch.start();
    return () => {
      unfollow();
      watch.stop();
    };
  }

  private async put(key: string, value: unknown, revision: number, { ttlSeconds }: WriteOptions): Promise<number> {
    return await this.publish(key, new TextEncoder().encode(JSON.stringify(value)), {
      expect: { lastSubjectSequence: revision },
      ...(ttlSeconds === undefined ? {} : { ttl: `${ttlSeconds}s` }),
    });
  }

  private async publish(
    key: string,
    bytes: Uint8Array,
    options: NonNullable<Parameters<JetStreamClient['publish']>[2]>,
  ): Promise<number> {
    try {
      const { seq } = await this.js.publish(this.subjectOf(key), bytes, { timeout: TIMEOUT_MS, ...options });
      return seq;
    } catch (error) {
      const { JetStreamApiError } = this.link.packages.jetstream;
      if (error instanceof JetStreamApiError && WRONG_REVISION.has(error.code)) {
        throw new RevisionConflict(`${key} has another revision`, { cause: error });
      }
      throw error;
    }
  }

  /** From the server that leads the stream: another one's copy may be older. */
  private async last(key: string): Promise<StoreEntry | undefined> {
    const message = await this.jsm.streams.getMessage(this.stream, { last_by_subj: this.subjectOf(key) });
    return message === null ? undefined : entryOf(key, message.seq, message.header, message.data);
  }

  private async ensureBucket(): Promise<void> {
    const kvm = new this.link.packages.kv.Kvm(this.js);
    await kvm.create(this.bucket, {
      replicas: this.replicas,
      history: 1,
      markerTTL: MARKER_SECONDS * 1_000,
      allow_direct: false,
    });
  }

  private get stream(): string {
    return `KV_${this.bucket}`;
  }

  private subjectOf(key: string): string {
    return `$KV.${this.bucket}.${key}`;
  }
}
