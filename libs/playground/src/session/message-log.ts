import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { ModelMessage } from '@nestjs-reactor/client';

export interface LogEntry {
  readonly id: number;
  /** Wall clock, milliseconds. */
  readonly atMs: number;
  readonly message: ModelMessage;
  /** The command that this is the reply to; undefined: a notification. */
  readonly replyTo: string | undefined;
}

/** A model may send a message with every frame; no person reads faster than this. */
const PUBLISH_PERIOD_MS = 200;

const MAX_ENTRIES = 200;

/** What the model sent, newest first. Beyond 200 entries the oldest are dropped, but still counted. */
export class MessageLog {
  private readonly shown = signal<readonly LogEntry[]>([]);
  private readonly stopped = signal(false);
  private readonly held = signal(0);
  private fresh: LogEntry[] = [];
  private count = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Follows what was added, five times a second at most, and not while it is paused. */
  get entries(): ReadonlySignal<readonly LogEntry[]> {
    return this.shown;
  }

  /** Of everything added since it was cleared. */
  get total(): number {
    return this.count;
  }

  get paused(): ReadonlySignal<boolean> {
    return this.stopped;
  }

  /** How many were added while it is paused. */
  get waiting(): ReadonlySignal<number> {
    return this.held;
  }

  /** The entries stay as they are; what is added meanwhile is kept, and shown by `resume`. */
  pause(): void {
    this.publish();
    this.stopped.value = true;
  }

  resume(): void {
    this.stopped.value = false;
    this.publish();
  }

  add(message: ModelMessage, replyTo?: string): void {
    this.fresh = [{ id: ++this.count, atMs: Date.now(), message, replyTo }, ...this.fresh].slice(0, MAX_ENTRIES);
    this.timer ??= setTimeout(() => this.publish(), PUBLISH_PERIOD_MS);
  }

  clear(): void {
    this.fresh = [];
    this.count = 0;
    batch(() => {
      this.shown.value = [];
      this.held.value = 0;
    });
  }

  private publish(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.stopped.value) {
      // Ids count from 1, and begin again when the list is cleared.
      this.held.value = this.count - (this.shown.value[0]?.id ?? 0);
      return;
    }
    batch(() => {
      this.shown.value = [...this.fresh, ...this.shown.value].slice(0, MAX_ENTRIES);
      this.held.value = 0;
    });
    this.fresh = [];
  }
}
