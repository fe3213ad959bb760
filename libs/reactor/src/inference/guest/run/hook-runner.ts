import type { HookKind } from '../../../authoring/index.js';
import { describe, stackOf } from '../../../logging/index.js';
import type { ModelContext } from './model-context.js';

/**
 * Runs the model's lifecycle hooks under the same lock as its commands, in the order of events. An error in a hook is
 * logged and has no other effect.
 */
export class HookRunner {
  constructor(
    private readonly model: object,
    private readonly stage: ModelContext,
  ) {}

  /**
   * Resolves when the hook has run, or at once where the model has none. Events after the end of their session are
   * dropped. Never rejects.
   */
  async run(name: HookKind, ...args: unknown[]): Promise<void> {
    const method = this.stage.contract.hooks[name];
    if (method === undefined) return;
    await this.stage.lock.run(async () => {
      if (this.stage.sessionId === undefined) return;
      this.stage.report({ type: 'hookStarted', hook: method });
      try {
        const hook = (this.model as Record<string, unknown>)[method] as (...given: unknown[]) => unknown;
        await hook.apply(this.model, args);
      } catch (error) {
        this.stage.logger.error(`hook ${method}() failed: ${describe(error)}`, stackOf(error));
      } finally {
        this.stage.report({ type: 'hookEnded', hook: method });
      }
    });
  }
}
