import { type ReadonlySignal, signal } from '@preact/signals';
import type { ModelMessage } from './connection.js';

export interface LogEntry {
  readonly id: number;
  /** Wall clock, milliseconds. */
  readonly atMs: number;
  readonly message: ModelMessage;
  /** The command that this is the reply to; undefined: news. */
  readonly replyTo: string | undefined;
}

/** A model may speak with every frame; nobody reads faster than this. */
const PUBLISH_PERIOD_MS = 200;

const MAX_ENTRIES = 200;

/** What the model said, newest first. Beyond 200 entries the oldest are forgotten, and counted all the same. */
export class MessageLog {
  private readonly shown = signal<readonly LogEntry[]>([]);
  private fresh: LogEntry[] = [];
  private count = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Follows what was added, five times a second at most. */
  get entries(): ReadonlySignal<readonly LogEntry[]> {
    return this.shown;
  }

  /** Of everything added since it was cleared. */
  get total(): number {
    return this.count;
  }

  add(message: ModelMessage, replyTo?: string): void {
    this.fresh = [{ id: ++this.count, atMs: Date.now(), message, replyTo }, ...this.fresh].slice(0, MAX_ENTRIES);
    this.timer ??= setTimeout(() => this.publish(), PUBLISH_PERIOD_MS);
  }

  clear(): void {
    this.fresh = [];
    this.count = 0;
    this.shown.value = [];
  }

  private publish(): void {
    this.timer = undefined;
    this.shown.value = [...this.fresh, ...this.shown.value].slice(0, MAX_ENTRIES);
    this.fresh = [];
  }
}
