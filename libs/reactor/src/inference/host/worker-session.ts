import type { I420Picture, PcmBlock } from '../../media/index.js';
import type {
  CommandCall,
  CommandOutcome,
  ModelHostListener,
  SessionPosition,
  StoredFile,
} from '../../session/ports/index.js';
import { bytesOfSamples } from '../protocol/byte-parts.js';
import type { HostMessage } from '../protocol/host-messages.js';
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
  readonly post: (message: HostMessage) => void;
  readonly listener: () => ModelHostListener | undefined;
}

/** One use of a worker, from `beginSession` until the worker reports its end, or is lost: its messages, both ways. */
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

  begin(): void {
    this.parts.post({ type: 'beginSession', session: this.id });
  }

  askToEnd(reason: string): void {
    this.parts.post({ type: 'endSession', session: this.id, reason });
  }

  connect(client: { readonly id: number; readonly joinedAtMs: number }): void {
    const joinedAt = performance.timeOrigin + client.joinedAtMs;
    this.parts.post({ type: 'connect', session: this.id, clientId: client.id, joinedAt });
  }

  disconnect(clientId: number): void {
    this.parts.post({ type: 'disconnect', session: this.id, clientId });
  }

  command(callId: number, call: CommandCall): void {
    this.parts.post({ type: 'command', session: this.id, callId, call });
  }

  fileUploaded(clientId: number, file: StoredFile): void {
    this.parts.post({ type: 'fileUploaded', session: this.id, clientId, file });
  }

  pushVideo(track: string, { width, height, data, metadata }: I420Picture, captureTimeUs?: number): void {
    const time = captureTimeUs === undefined ? {} : { captureTimeUs };
    this.parts.inbound.push(track, metadata === undefined ? [data] : [data, metadata], (parts) =>
      this.parts.post({ type: 'video', session: this.id, track, width, height, ...time, parts }),
    );
  }

  pushAudio(track: string, block: PcmBlock): void {
    const { sampleRate, channels } = block;
    this.parts.inbound.push(track, [bytesOfSamples(block)], (parts) =>
      this.parts.post({ type: 'audio', session: this.id, track, sampleRate, channels, parts }),
    );
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
      case 'stepped':
        listener?.onStepped?.(this.after.turn + message.turn);
        return;
      case 'inputWanted':
        listener?.onInputWanted?.(message.track, message.frames);
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
