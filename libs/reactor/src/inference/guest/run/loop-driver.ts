import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { ReactorError } from '../../../errors/index.js';
import { describe } from '../../../logging/index.js';
import type { ModelDriver } from './model-driver.js';
import type { ModelContext } from './model-context.js';

/** A model that runs its own loop while its worker runs, over all sessions. */
export interface LoopModel {
  run(): Promise<void>;
}

/**
 * Drives a model that emits at any time. Its commands and hooks run one at a time whenever the loop awaits. A loop that
 * ends early, by returning or by throwing, ends the model: `lost` is reported, because nothing would be emitted again.
 */
export class LoopDriver implements ModelDriver {
  private ended: Promise<void> = Promise.resolve();

  /** Throws `bad_declaration` for a model without `run()`, which only the compiler checks. */
  constructor(
    private readonly model: LoopModel,
    private readonly stage: ModelContext,
    private readonly lost: (error: unknown) => void,
  ) {
    if (typeof model.run === 'function') return;
    throw new ReactorError(
      'bad_declaration',
      `${stage.contract.modelClass.name} has no run() method; add async run() with a loop, or extend ReactorPipeline`,
    );
  }

  start(): void {
    this.ended = this.run();
  }

  sessionBegun(): void {}

  watched(): void {}

  /** The loop continues. */
  async sessionEnding(): Promise<void> {}

  async stopped(): Promise<void> {
    await this.ended;
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    const { contract, logger, stopping } = this.stage;
    // Not in this call: `load` must be reported before the loop's first message.
    await nextMacrotask();
    try {
      const result: unknown = await this.stage.work.measure(() => this.model.run());
      const returned = `${contract.modelClass.name}.run() returned`;
      if (typeof result === 'object' && result !== null && 'next' in result)
        this.lost(
          new Error(`${returned} a generator; make it async run(), or extend ReactorPipeline and call it inference()`),
        );
      else if (!stopping.aborted) this.lost(new Error(`${returned}; it must loop until the worker shuts down`));
    } catch (error) {
      if (stopping.aborted) logger.debug(`run() ended at shutdown: ${describe(error)}`);
      else this.lost(error);
    }
  }
}
