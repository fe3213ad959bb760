import type { CommandOutcome, ModelHostListener, SessionPosition } from '../../session/ports/index.js';
import type { SessionMessage } from '../protocol/worker-messages.js';
import { Deferred } from './deferred.js';
import type { FrameLedger } from './frame-ledger.js';
import type { InboundQueue } from './inbound-queue.js';
import type { PendingCalls } from './pending-calls.js';
import type { TurnWatchdog } from './turn-watchdog.js';

/** What a host's sessions share, one after the other. */
export interface WorkerSessionParts {
  readonly frames: FrameLedger;
  readonly inbound: InboundQueue;
  readonly calls: PendingCalls;
  readonly watchdog: TurnWatchdog;
  readonly listener: () => ModelHostListener | undefined;
}

/** One use of a worker, from `beginSession` until the worker reports its end, or is lost. */
export class WorkerSession {
  private readonly begun = new Deferred<void>();
  private readonly over = new Deferred<void>();

  /** @param after where another worker left the session; this one counts its turns and frames from 1 again */
  constructor(
    readonly id: string,
    private readonly after: SessionPosition,
    private readonly parts: WorkerSessionParts,
  ) {
    parts.frames.begin(id, after);
    parts.inbound.clear();
    parts.watchdog.start();
  }

  /** Resolves when the worker has begun the session. @param limitMs zero waits forever */
  async whenBegun(limitMs: number, error: () => Error): Promise<void> {
    await this.begun.within(limitMs, error);
  }

  /** Resolves when it is over. @param limitMs zero waits forever */
  async whenOver(limitMs: number, error: () => Error): Promise<void> {
    await this.over.within(limitMs, error);
  }

  /** Throws where the worker exceeds its credit, or names a slot that the host holds. */
  receive(message: Exclude<SessionMessage, { type: 'sessionRefused' | 'sessionEnded' }>): void {
    const { frames, inbound, calls, watchdog } = this.parts;
    const listener = this.parts.listener();
    switch (message.type) {
      case 'sessionBegun':
        this.begun.resolve();
        return;
      case 'sessionFailed':
        listener?.onSessionFailed(message.failure);
        return;
      case 'turnStarted':
        watchdog.started({ kind: 'turn', turn: this.after.turn + message.turn });
        return;
      case 'hookStarted':
        watchdog.started({ kind: 'hook', hook: message.hook });
        return;
      case 'turnEnded':
      case 'hookEnded':
        watchdog.ended();
        return;
      case 'media': {
        const chunk = frames.accept(message);
        listener?.onMedia(chunk);
        return;
      }
      case 'message':
        listener?.onMessage(message.message, message.clientId);
        return;
      case 'inputs':
        listener?.onInputs(message.changes);
        return;
      case 'playout':
        listener?.onPlayout(message);
        return;
      case 'commandStarted':
        watchdog.handlerStarted(message.callId);
        calls.start(message.callId);
        return;
      case 'commandDone':
        watchdog.handlerEnded(message.callId);
        calls.settle(message.callId, this.counted(message.outcome));
        return;
      case 'taken':
        inbound.taken(message.track);
    }
  }

  /** It did not begin; its end follows. */
  refuse(error: Error): void {
    this.begun.reject(error);
  }

  /** @param error for who waits for its begin */
  end(error: Error): void {
    this.parts.watchdog.stop();
    this.begun.reject(error);
    this.over.resolve();
  }

  private counted(outcome: CommandOutcome): CommandOutcome {
    if (!outcome.ok) return outcome;
    return { ...outcome, turn: this.after.turn + outcome.turn, frame: this.after.frame + outcome.frame };
  }
}
