import type { CommandOutcome } from '../../session/ports/index.js';

interface PendingCall {
  readonly resolve: (outcome: CommandOutcome) => void;
  started: (() => void) | undefined;
  deadline?: NodeJS.Timeout;
}

/** Commands that wait for the model's answer. Each is answered exactly once, at the latest when the model is lost. */
export class PendingCalls {
  private readonly calls = new Map<number, PendingCall>();
  private lastId = 0;

  /**
   * @param limitMs how long a handler may take; zero: no limit
   * @param late gives the outcome of a call whose handler takes longer
   */
  constructor(
    private readonly limitMs: number,
    private readonly late: () => CommandOutcome,
  ) {}

  /**
   * @param started called once, when the call's handler starts
   * @param post sends the call under its id
   */
  open(started: (() => void) | undefined, post: (callId: number) => void): Promise<CommandOutcome> {
    const callId = ++this.lastId;
    return new Promise((resolve) => {
      this.calls.set(callId, { resolve, started });
      post(callId);
    });
  }

  /** The call's handler starts, and its timeout. */
  start(callId: number): void {
    const call = this.calls.get(callId);
    if (call === undefined) return;
    call.started?.();
    call.started = undefined;
    if (call.deadline !== undefined || this.limitMs <= 0) return;
    call.deadline = setTimeout(() => this.settle(callId, this.late()), this.limitMs);
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
