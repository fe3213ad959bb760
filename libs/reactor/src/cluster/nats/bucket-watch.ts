import type { ConsumerMessages, JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import { describe } from '../../logging/index.js';
import type { StoreEntry } from '../cluster-store.port.js';
import { entryOf } from './entry-of.js';

/** Between two attempts to watch, while the server is not ready for it. */
const RETRY_MS = 250;

export interface WatchedStream {
  readonly js: JetStreamClient;
  readonly stream: string;
  readonly jetstream: typeof import('@nats-io/jetstream');
}

/**
 * Follows the keys below a prefix: each as it is, then each change. It begins again after a lost connection, and then
 * reports keys that have gone meanwhile as deleted.
 */
export class BucketWatch {
  private readonly logger = new Logger('Reactor');
  private readonly known = new Map<string, number>();
  private messages: ConsumerMessages | undefined;
  private run = 0;

  constructor(
    private readonly source: WatchedStream,
    private readonly base: string,
    private readonly prefix: string,
    private readonly listener: (entry: StoreEntry) => void,
  ) {}

  /** Resolves when every key that there is was reported. */
  async start(): Promise<void> {
    await this.follow(++this.run);
  }

  /** The same after a lost connection; repeated until it succeeds. Never rejects. */
  async restart(): Promise<void> {
    const run = ++this.run;
    while (run === this.run) {
      try {
        await this.follow(run);
        return;
      } catch (error) {
        this.logger.warn(`the cluster's keys ${this.prefix} cannot be watched: ${describe(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  stop(): void {
    this.run++;
    this.messages?.stop();
  }

  private async follow(run: number): Promise<void> {
    const { js, stream, jetstream } = this.source;
    const before = this.messages;
    this.messages = undefined;
    before?.stop();
    const consumer = await js.consumers.getPushConsumer(stream, {
      filter_subjects: [`${this.base}${this.prefix}>`],
      deliver_policy: jetstream.DeliverPolicy.LastPerSubject,
    });
    const { num_pending: pending } = await consumer.info(true);
    const present = new Set<string>();
    let left = pending;
    await new Promise<void>((resolve, reject) => {
      const take = (message: JsMsg): void => {
        if (run !== this.run) return;
        const { key, ...entry } = entryOf(this.keyOf(message), message.seq, message.headers, message.data);
        this.report({ key, ...entry });
        if (left === 0) return;
        present.add(key);
        if (--left === 0) resolve();
      };
      consumer.consume({ callback: take }).then((messages) => {
        if (run === this.run) this.messages = messages;
        else messages.stop();
        if (pending === 0) resolve();
      }, reject);
    });
    if (run !== this.run) return;
    for (const [key, revision] of this.known) if (!present.has(key)) this.report({ key, revision, value: undefined });
  }

  /** What comes again is not news. */
  private report(entry: StoreEntry): void {
    const { key, revision, value } = entry;
    if (value === undefined) this.known.delete(key);
    else this.known.set(key, revision);
    this.listener(entry);
  }

  private keyOf({ subject }: JsMsg): string {
    return subject.slice(this.base.length);
  }
}
