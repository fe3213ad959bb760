import type { CommandOutcome } from '../session/ports/index.js';

/** Commands that wait for the model's answer. Each is answered exactly once, at the latest when the model is lost. */
export class PendingCalls {
  private readonly calls = new Map<number, (outcome: CommandOutcome) => void>();
  private lastId = 0;

  /** @param post sends the call under its id */
  open(post: (callId: number) => void): Promise<CommandOutcome> {
    const callId = ++this.lastId;
    return new Promise((resolve) => {
      this.calls.set(callId, resolve);
      post(callId);
    });
  }

  settle(callId: number, outcome: CommandOutcome): void {
    this.calls.get(callId)?.(outcome);
    this.calls.delete(callId);
  }

  settleAll(outcome: CommandOutcome): void {
    for (const resolve of this.calls.values()) resolve(outcome);
    this.calls.clear();
  }
}
