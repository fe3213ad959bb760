import { sharedNowMs } from '../../media/index.js';

/** Kinds of author code that may hold a model's lock. */
const WORK = ['nothing', 'turn', 'hook', 'handler'] as const;
export type WorkKind = (typeof WORK)[number];

/** How often the model's thread shows that it is alive, in milliseconds. */
export const BEAT_MS = 250;

/** What a model does at one moment, as seen from another thread. Times are milliseconds. */
export interface WorkReading {
  readonly kind: WorkKind;
  /** Of a turn, from 1 in each session; of a hook, its place among the kinds of hooks. */
  readonly number: number;
  /** How long it has worked without waiting for the runtime; 0 when idle. */
  readonly ageMs: number;
  /** Since the thread last ran its timers: a longer time means that it is blocked. */
  readonly silentMs: number;
}

/** Places in the memory. */
const KIND = 0;
const NUMBER = 1;
const SINCE = 2;
const BEAT = 3;
const PLACES = 4;

/**
 * Publishes the activity of the model's thread to the server's thread, in shared memory: a blocked thread can send no
 * message, and one for each turn would be too expensive.
 *
 * Times are counted in 32 bits and start over after 49 days; only differences are taken.
 */
export class WorkMeter {
  private readonly places: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.places = new Int32Array(memory);
  }

  /** Memory for one guest: initially idle, with its thread alive from now on. */
  static memory(): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT);
    new WorkMeter(memory).beat();
    return memory;
  }

  /** The model's side: this holds the lock now. The previous holder is done, or waits. */
  begin(kind: WorkKind, number = 0): void {
    Atomics.store(this.places, KIND, 0);
    Atomics.store(this.places, NUMBER, number);
    Atomics.store(this.places, SINCE, nowMs());
    Atomics.store(this.places, KIND, WORK.indexOf(kind));
  }

  /** The model's side: nothing holds the lock. */
  end(): void {
    Atomics.store(this.places, KIND, 0);
  }

  /** The model's side: its thread runs its timers. */
  beat(): void {
    Atomics.store(this.places, BEAT, nowMs());
  }

  read(): WorkReading {
    const now = nowMs();
    const kind = WORK[Atomics.load(this.places, KIND)] ?? 'nothing';
    return {
      kind,
      number: Atomics.load(this.places, NUMBER),
      ageMs: kind === 'nothing' ? 0 : passed(Atomics.load(this.places, SINCE), now),
      silentMs: passed(Atomics.load(this.places, BEAT), now),
    };
  }
}

function nowMs(): number {
  return Math.floor(sharedNowMs()) | 0;
}

/** A value just written by the other thread may be later than the reader's own clock reading. */
function passed(sinceMs: number, nowMs32: number): number {
  return Math.max(0, (nowMs32 - sinceMs) | 0);
}
