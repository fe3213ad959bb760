import { CommandError } from '@nestjs-reactor/core';

export type Phase = 'waiting' | 'running' | 'paused' | 'finished';

/** Frames of the first chunk, which has nothing before it to go on from, and of every later one. */
export const FIRST_CHUNK_FRAMES = 9;
export const CHUNK_FRAMES = 12;

/** Changes that may wait at once. */
const MOST_SCHEDULED = 16;

/** What a client may ask for in each phase. */
const VALID: Readonly<Record<Phase, readonly string[]>> = {
  waiting: ['start', 'reset', 'set_prompt', 'schedule_prompt'],
  running: ['pause', 'reset', 'set_prompt', 'schedule_prompt'],
  paused: ['resume', 'reset', 'set_prompt', 'schedule_prompt'],
  finished: ['reset'],
};

/** A change that waits for its chunk. */
export interface Scheduled {
  readonly id: number;
  readonly prompt: string;
  readonly chunk: number;
}

/** One chunk, as it is to be made. */
export interface Chunk {
  /** From 0 in each rollout. */
  readonly index: number;
  readonly frames: number;
  readonly prompt: string;
}

/** From a first chunk to the last: where it stands, and what is to change at which chunk. It makes no pictures. */
export class Rollout {
  phase: Phase = 'waiting';
  /** The next chunk to be made: what is changed at once holds from there on. */
  nextChunk = 0;
  private waiting: Scheduled[] = [];
  private ids = 0;

  /** @param limit chunks that a rollout has at most */
  constructor(
    public prompt: string,
    readonly seed: number,
    readonly limit: number,
  ) {}

  /** In the order in which they will come. */
  get scheduled(): readonly Scheduled[] {
    return this.waiting;
  }

  get validCommands(): readonly string[] {
    return this.waiting.length === 0 ? VALID[this.phase] : [...VALID[this.phase], 'cancel_prompt'];
  }

  /** Throws `not_now`, with what may be done instead. */
  check(command: string): void {
    if (this.validCommands.includes(command)) return;
    const valid = this.validCommands.join(', ');
    throw new CommandError('not_now', `${command} means nothing while ${this.phase}; what does: ${valid}`);
  }

  /** Throws `chunk_passed` and `schedule_full`. */
  schedule(prompt: string, chunk: number): Scheduled {
    if (chunk < this.nextChunk || chunk >= this.limit) {
      throw new CommandError(
        'chunk_passed',
        `chunk ${chunk} is not to come; from ${this.nextChunk} to ${this.limit - 1}`,
      );
    }
    if (this.waiting.length >= MOST_SCHEDULED) {
      throw new CommandError('schedule_full', `${MOST_SCHEDULED} changes wait already; cancel one, or wait for it`);
    }
    const scheduled = { id: ++this.ids, prompt, chunk };
    this.waiting = [...this.waiting, scheduled].toSorted((a, b) => a.chunk - b.chunk || a.id - b.id);
    return scheduled;
  }

  /** Throws `unknown_schedule` for one that has come, or never was. */
  cancel(id: number): void {
    if (!this.waiting.some((scheduled) => scheduled.id === id)) {
      throw new CommandError('unknown_schedule', `no change ${id} waits; it has come, or was cancelled`);
    }
    this.waiting = this.waiting.filter((scheduled) => scheduled.id !== id);
  }

  /** Begins the next chunk with what was scheduled for it; undefined where none is to be made. */
  begin(): Chunk | undefined {
    if (this.phase !== 'running') return undefined;
    const index = this.nextChunk++;
    for (const { prompt } of this.waiting.filter(({ chunk }) => chunk <= index)) this.prompt = prompt;
    this.waiting = this.waiting.filter(({ chunk }) => chunk > index);
    if (this.nextChunk === this.limit) this.phase = 'finished';
    return { index, frames: index === 0 ? FIRST_CHUNK_FRAMES : CHUNK_FRAMES, prompt: this.prompt };
  }
}
