import { Logger } from '@nestjs/common';
import type { ModelContract } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { LogLine } from '../../logging/index.js';
import type { I420Picture, MediaBundle, PcmBlock } from '../../media/index.js';
import type {
  CommandCall,
  CommandOutcome,
  ModelFailure,
  ModelHost,
  ModelHostListener,
  StoredFile,
} from '../../session/ports/index.js';
import { Deferred } from './deferred.js';
import { type WorkerLimits, workerLimitsOf } from '../protocol/worker-limits.js';
import { InboundQueue } from './inbound-queue.js';
import type { WorkerChannel, WorkerChannelEvents, WorkerMessage, HostMessage } from '../protocol/worker-messages.js';
import type { InferenceOptions } from './inference.options.js';
import { onnxOptionsOf } from '../onnx/onnx-options.js';
import { forbidOnnxTelemetry } from '../onnx/onnx-telemetry.js';
import { PendingCalls } from './pending-calls.js';
import { WorkMeter } from '../guest/work-meter.js';
import { TurnWatchdog } from './turn-watchdog.js';

/**
 * The server's side of the line to a model, wherever the model runs. It only forwards messages: nothing here waits for
 * the model or reads a pixel.
 */
export abstract class ChannelModelHost implements ModelHost {
  private readonly log: Logger;
  private readonly inbound: InboundQueue;
  private readonly limits: WorkerLimits;
  private readonly calls = new PendingCalls();
  private readonly watch: TurnWatchdog;
  private meter: WorkMeter | undefined;
  private listener: ModelHostListener | undefined;
  private line: WorkerChannel | undefined;
  private loading: Deferred<void> | undefined;
  private beginning: Deferred<void> | undefined;
  private ending: Deferred<void> | undefined;
  private closing: Deferred<void> | undefined;
  private closed = false;
  /** The running session, or the last one. */
  private sessionId: string | undefined;

  protected constructor(
    readonly contract: ModelContract,
    protected readonly options: InferenceOptions,
  ) {
    if (!options.onnxTelemetry) forbidOnnxTelemetry();
    this.log = new Logger(contract.modelClass.name);
    this.inbound = new InboundQueue(options.maxInputsUnderWay);
    this.limits = workerLimitsOf(contract, options);
    this.watch = new TurnWatchdog(
      contract.name,
      options.slowTurnMs,
      (hook) => Object.values(contract.hooks)[hook] ?? '',
      {
        age: (ms) => this.listener?.onWorkAge(ms),
        slow: (text, fields) => this.log.warn(new LogLine(text, { session: this.sessionId, ...fields })),
      },
    );
  }

  get bufferSize(): number {
    return this.limits.bufferSize;
  }

  /** Creates a new guest; throws `bad_configuration` where the model cannot run there. */
  protected abstract open(events: WorkerChannelEvents): WorkerChannel;

  attach(listener: ModelHostListener): void {
    this.listener = listener;
  }

  async start(): Promise<void> {
    if (this.line !== undefined || this.closed) {
      throw new ReactorError(
        'bad_configuration',
        `${this.contract.name} was started ${this.closed ? 'after it was closed' : 'twice'}; start a host once, and again only after its worker was lost`,
      );
    }
    const loading = new Deferred<void>();
    this.loading = loading;
    // Each guest has its own events, so that late messages of a terminated one are not attributed to the next.
    const line: WorkerChannel = this.open({
      message: (message) => {
        if (this.line === line) this.receive(message);
      },
      ended: (cause) => {
        if (this.line === line)
          this.lose({
            code: 'worker_lost',
            message: `The worker of ${this.contract.name} ended; see the server's log.`,
            cause,
          });
      },
    });
    this.line = line;
    const meter = WorkMeter.memory();
    this.meter = new WorkMeter(meter);
    this.post({
      type: 'load',
      file: this.contract.file,
      model: this.contract.name,
      onnx: onnxOptionsOf(this.options),
      limits: this.limits,
      meter,
    });
    try {
      await loading.within(this.options.loadTimeoutMs, () =>
        this.failure(`did not load within ${this.options.loadTimeoutMs} ms`),
      );
    } catch (error) {
      await this.drop({ code: 'model_failed', message: `The model ${this.contract.name} could not be loaded.` });
      throw error;
    } finally {
      this.loading = undefined;
    }
  }

  async beginSession(sessionId: string): Promise<void> {
    const beginning = new Deferred<void>();
    this.beginning = beginning;
    this.sessionId = sessionId;
    if (!this.post({ type: 'beginSession', sessionId })) beginning.reject(this.failure('is not running'));
    else if (this.meter !== undefined) this.watch.start(this.meter);
    await beginning.promise;
  }

  async endSession(reason: string): Promise<void> {
    const ending = new Deferred<void>();
    this.ending = ending;
    if (!this.post({ type: 'endSession', reason })) return;
    const limit = this.options.turnTimeoutMs;
    try {
      await ending.within(limit, () => this.failure(`did not finish its turn within ${limit} ms`));
    } catch (error) {
      // The model's code cannot be interrupted, only its thread ended.
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(new LogLine(`${message}; terminating its worker`, { session: this.sessionId }));
      const line = this.line;
      this.lose({ code: 'worker_lost', message });
      await line?.terminate();
    }
  }

  connect(client: { readonly id: number; readonly joinedAtMs: number }): void {
    this.post({ type: 'connect', clientId: client.id, joinedAt: performance.timeOrigin + client.joinedAtMs });
  }

  disconnect(clientId: number): void {
    this.post({ type: 'disconnect', clientId });
  }

  command(call: CommandCall): Promise<CommandOutcome> {
    return this.calls.open((callId) => {
      if (!this.post({ type: 'command', callId, call })) this.calls.settle(callId, this.lostOutcome());
    });
  }

  fileUploaded(clientId: number, file: StoredFile): void {
    this.post({ type: 'fileUploaded', clientId, file });
  }

  pushVideo(track: string, picture: I420Picture, captureTimeUs?: number): void {
    this.inbound.push(track, () => this.post({ type: 'video', track, picture, captureTimeUs }, [picture.data.buffer]));
  }

  pushAudio(track: string, block: PcmBlock): void {
    this.inbound.push(track, () => this.post({ type: 'audio', track, block }, [block.samples.buffer]));
  }

  grant(bundles: number): void {
    this.post({ type: 'grant', bundles });
  }

  release(bundle: MediaBundle): void {
    // A buffer without bytes was already transferred; the pool replaces lost ones.
    const buffers = Object.values(bundle.video)
      .map((picture) => picture.data.buffer)
      .filter((buffer) => buffer.byteLength > 0);
    if (buffers.length > 0) this.post({ type: 'release', buffers }, buffers);
  }

  async close(): Promise<void> {
    if (this.closed) {
      await this.closing?.promise;
      return;
    }
    this.closed = true;
    const closing = new Deferred<void>();
    this.closing = closing;
    const line = this.line;
    if (this.post({ type: 'shutdown' })) {
      try {
        await closing.within(this.options.closeTimeoutMs, () =>
          this.failure(`did not close within ${this.options.closeTimeoutMs} ms`),
        );
      } catch (error) {
        this.log.warn(error instanceof Error ? error.message : String(error));
      }
    }
    this.line = undefined;
    this.settle({ code: 'worker_lost', message: `The model ${this.contract.name} is shutting down.` });
    await line?.terminate();
    closing.resolve();
  }

  private receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'loaded':
        this.loading?.resolve();
        return;
      case 'loadFailed':
        this.loading?.reject(this.failure(`could not be loaded: ${message.reason}`));
        return;
      case 'sessionBegun':
        this.beginning?.resolve();
        return;
      case 'sessionRefused':
        this.beginning?.reject(this.failure(`could not start the session: ${message.reason}`));
        return;
      case 'sessionEnded':
        this.watch.stop();
        this.ending?.resolve();
        return;
      case 'media':
        this.listener?.onMedia(message.chunk);
        return;
      case 'message':
        this.listener?.onMessage(message.message, message.clientId);
        return;
      case 'inputs':
        this.listener?.onInputs(message.changes);
        return;
      case 'playout':
        this.listener?.onPlayout(message);
        return;
      case 'commandStarted':
        this.calls.bound(message.callId, this.options.handlerTimeoutMs, () => this.lateOutcome());
        return;
      case 'commandDone':
        this.calls.settle(message.callId, message.outcome);
        return;
      case 'stats':
        this.listener?.onStats({
          ...message.stats,
          inputsDropped: [...message.stats.inputsDropped, ...this.inbound.drops],
        });
        return;
      case 'sessionFailed':
        this.listener?.onSessionFailed(message.failure);
        return;
      case 'taken':
        this.inbound.taken(message.track);
        return;
      case 'log':
        this.writeLog(message);
        return;
      case 'fatal': {
        const line = this.line;
        this.lose({ code: 'model_failed', message: `The model ${this.contract.name} ended; see the server's log.` });
        void line?.terminate();
        return;
      }
      case 'closed':
        this.closing?.resolve();
    }
  }

  private writeLog({ level, text, context, stack, fields }: Extract<WorkerMessage, { type: 'log' }>): void {
    const name = context ?? this.contract.modelClass.name;
    const line = new LogLine(text, fields);
    if (stack === undefined) Logger[level](line, name);
    else Logger[level](line, stack, name);
  }

  /** @returns false where no guest is running */
  private post(message: HostMessage, transfer?: readonly ArrayBuffer[]): boolean {
    if (this.line === undefined) return false;
    this.line.post(message, transfer);
    return true;
  }

  private lose(failure: ModelFailure): void {
    const wasLoading = this.loading !== undefined;
    this.line = undefined;
    this.settle(failure);
    // A guest that ends while loading is only reported by `start`.
    if (!wasLoading && !this.closed) this.listener?.onLost(failure);
  }

  /** Pending calls of an ended guest are settled. */
  private settle(failure: ModelFailure): void {
    const error = new ReactorError(failure.code, failure.message);
    this.inbound.clear();
    this.watch.stop();
    // Only the application gets the reason why its model did not load.
    const why = failure.cause === undefined ? '' : ` It ended with: ${failure.cause}`;
    this.loading?.reject(new ReactorError('model_failed', `${failure.message}${why}`));
    this.beginning?.reject(new ReactorError('model_failed', failure.message, { cause: error }));
    this.ending?.resolve();
    this.closing?.resolve();
    this.calls.settleAll({ ok: false, code: 'worker_lost', message: failure.message });
  }

  private async drop(failure: ModelFailure): Promise<void> {
    const line = this.line;
    this.line = undefined;
    this.settle(failure);
    await line?.terminate();
  }

  private failure(what: string): ReactorError {
    return new ReactorError('model_failed', `The model ${this.contract.name} ${what}; see the server's log`);
  }

  private lateOutcome(): CommandOutcome {
    const limit = this.options.handlerTimeoutMs;
    const text = `a command handler has run for longer than ${limit} ms; all other work of the model waits until it ends`;
    this.log.warn(new LogLine(text, { session: this.sessionId }));
    return {
      ok: false,
      code: 'handler_timeout',
      message: `The command has run for longer than ${limit} ms and may still complete; check its effect before you send it again`,
    };
  }

  private lostOutcome(): CommandOutcome {
    return {
      ok: false,
      code: 'worker_lost',
      message: `The model ${this.contract.name} is not running; try again when it is back`,
    };
  }
}
