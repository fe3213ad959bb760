import { setImmediate as nextMacrotask } from 'node:timers/promises';
import type { ModelDriver } from './model-driver.js';
import type { ModelStage } from './model-stage.js';

/** A model that runs a loop of its own for as long as its worker lives, over all sessions. */
export interface LoopModel {
  run(): Promise<void>;
}

/**
 * Drives a model that emits when it likes. Its commands and hooks run one at a time whenever the loop awaits. A loop
 * that ends, by returning or by throwing, ends the model: `lost` is told, because nothing would ever be emitted again.
 */
export class LoopDriver implements ModelDriver {
  constructor(
    private readonly model: LoopModel,
    private readonly stage: ModelStage,
    private readonly lost: (error: unknown) => void,
  ) {}

  start(): void {
    const name = this.stage.contract.modelClass.name;
    // Not in this call: `load` must be reported before the loop's first words.
    void nextMacrotask()
      .then(() => this.model.run())
      .then(
        () => this.lost(new Error(`${name}.run() returned; it must loop for as long as the model lives`)),
        (error: unknown) => this.lost(error),
      );
  }

  sessionBegun(): void {}

  watched(): void {}

  /** The loop goes on; what waited in its inputs belongs to the session that ends. */
  async sessionEnding(): Promise<void> {
    this.stage.forEachInput((input) => input.clear());
  }
}
