import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { Idle } from '../../../authoring/index.js';
import { describeValue, ReactorError } from '../../../errors/index.js';
import { AdaptiveRate } from '../../../media/index.js';
import { describe, stackOf } from '../../../logging/index.js';
import type { ModelDriver } from './model-driver.js';
import type { ModelContext } from './model-context.js';
import type { OutputStream } from '../output/output-stream.js';
import { pause } from './pause.js';

/** Delay before the next turn of a model that has nothing to show, or whose generator has finished. */
const IDLE_MS = 5;

type Turns = Iterator<unknown> | AsyncIterator<unknown>;

/** A model that generates frame by frame. */
export interface PipelineModel {
  inference(): Turns;
}

/**
 * Drives a generator: one step is one turn, and what it yields is emitted.
 *
 * It runs while a session has a client. Each time this begins, a new generator is created; when it ends, the generator
 * is closed between two turns, so that its `finally` runs. Before each turn it waits for room in the playout, and lets
 * the thread process messages: a model that never awaits still receives commands.
 */
export class PipelineDriver implements ModelDriver {
  private cycle: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  private inSession = false;
  private isWatched = false;
  private failed = false;
  private toldOfNothing = false;
  private rate = new AdaptiveRate();

  /** Throws `bad_declaration` for a model without `inference()`, which only the compiler checks. */
  constructor(
    private readonly model: PipelineModel,
    private readonly stage: ModelContext,
    private readonly output: OutputStream,
  ) {
    if (typeof model.inference === 'function') return;
    throw new ReactorError(
      'bad_declaration',
      `${stage.contract.modelClass.name} has no inference() method; add async *inference() that yields once each turn`,
    );
  }

  start(): void {}

  sessionBegun(): void {
    this.inSession = true;
    this.failed = false;
    this.toldOfNothing = false;
    this.rate = new AdaptiveRate();
    this.followGate();
  }

  watched(yes: boolean): void {
    this.isWatched = yes;
    this.followGate();
  }

  async sessionEnding(): Promise<void> {
    this.inSession = false;
    this.followGate();
    await this.cycle?.done;
  }

  async stopped(): Promise<void> {}

  private get open(): boolean {
    return this.inSession && this.isWatched && !this.failed;
  }

  private followGate(): void {
    if (!this.open) {
      this.cycle?.abort.abort();
    } else if (this.cycle === undefined) {
      const abort = new AbortController();
      this.cycle = { abort, done: this.runCycle(abort.signal) };
    }
  }

  /** Never rejects. */
  private async runCycle(signal: AbortSignal): Promise<void> {
    // The caller must have stored the cycle before any of it runs.
    await nextMacrotask();
    try {
      while (!signal.aborted) await this.runGenerator(signal);
    } catch (error) {
      this.failed = true;
      this.stage.failSession(error);
    }
    this.cycle = undefined;
    this.followGate();
  }

  private async runGenerator(signal: AbortSignal): Promise<void> {
    const generator = await this.stage.lock.turn(() => this.makeGenerator());
    let failure: { readonly error: unknown } | undefined;
    try {
      let yields = 0;
      while (!signal.aborted && (await this.takeTurn(generator, signal))) yields++;
      if (yields === 0 && !signal.aborted) this.tellOfNothing();
    } catch (error) {
      // Closing the inputs ends a parked turn.
      const told = signal.aborted && error instanceof ReactorError && error.code === 'buffer_closed';
      if (!told) failure = { error };
    }
    try {
      await this.stage.lock.turn(() => generator.return?.());
    } catch (error) {
      if (failure === undefined) throw error;
      this.stage.logger.error(`cleaning up after the failure also failed: ${describe(error)}`, stackOf(error));
    }
    if (failure !== undefined) throw failure.error;
  }

  /** A generator that ends is started again; one that never yielded is probably a mistake. Logged once a session. */
  private tellOfNothing(): void {
    if (this.toldOfNothing) return;
    this.toldOfNothing = true;
    this.stage.logger.warn(
      `${this.stage.contract.modelClass.name}.inference() returned without a yield, so viewers see no picture and it is restarted repeatedly; add a loop, and yield Idle while there is nothing to show`,
    );
  }

  private makeGenerator(): Turns {
    const generator: unknown = this.model.inference();
    if (
      typeof generator === 'object' &&
      generator !== null &&
      'next' in generator &&
      typeof generator.next === 'function'
    ) {
      return generator as Turns;
    }
    throw new ReactorError(
      'bad_declaration',
      `${this.stage.contract.modelClass.name}.inference() returned ${describeValue(generator)}; make it a generator: async *inference()`,
    );
  }

  /** @returns false when the generator has finished */
  private async takeTurn(generator: Turns, signal: AbortSignal): Promise<boolean> {
    await this.stage.credits.turn(signal);
    await nextMacrotask();
    if (signal.aborted) return true;
    const starting = (): void => {
      if (!signal.aborted) this.stage.turns++;
    };
    const turned = await this.stage.lock.turn(async () => {
      if (signal.aborted) return 'idle';
      return await this.stage.work.measure(async () => {
        const { done, value } = await generator.next();
        if (done) return 'finished';
        if (value === undefined || value === null || value === Idle) return 'idle';
        const workMs = this.stage.work.workedMs ?? 0;
        // Before the lock is released: a command's outcome names the frame that follows it.
        this.stage.emit(value, {
          rate: (shape) => this.output.rateOf(shape, ({ frames, paceMs }) => this.rate.measure(frames, paceMs)),
          workMs,
          reportedMs: workMs,
        });
        return 'emitted';
      });
    }, starting);
    this.stage.turnDone();
    if (turned !== 'emitted' && !this.stage.limits.stepped) await pause(IDLE_MS, signal);
    return turned !== 'finished';
  }
}
