import type { CommandOutcome } from '../../session/ports/index.js';

interface PendingCall {
  readonly resolve: (outcome: CommandOutcome) => void;
  deadline?: NodeJS.Timeout;
}

/** Commands that wait for the model's answer. Each is answered exactly once, at the latest when the model is lost. */
export class PendingCalls {
  private readonly calls = new Map<number, PendingCall>();
  private lastId = 0;

  /** @param post sends the call under its id */
  open(post: (callId: number) => void): Promise<CommandOutcome> {
    const callId = ++this.lastId;
    return new Promise((resolve) => {
      this.calls.set(callId, { resolve });
      post(callId);
    });
  }

  /** Starts the call's timeout; after it, `late` gives its outcome. @param limitMs zero: no limit */
  bound(callId: number, limitMs: number, late: () => CommandOutcome): void {
    const call = this.calls.get(callId);
    if (call === undefined || call.deadline !== undefined || limitMs <= 0) return;
    call.deadline = setTimeout(() => this.settle(callId, late()), limitMs);
  }

  /** The first outcome counts. */
  settle(callId: number, outcome: CommandOutcome): void {
    const call = this.calls.get(callId);
    clearTimeout(call?.deadline);
    call?.resolve(outcome);
    this.calls.delete(callId);
  }

  settleAll(outcome: CommandOutcome): void {
    for (const callId of this.calls.keys()) this.settle(callId, outcome);
  }
}
