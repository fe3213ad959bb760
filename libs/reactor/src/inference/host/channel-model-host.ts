import { Logger } from '@nestjs/common';
import { checkManifest, type ModelManifest } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { LogLine } from '../../logging/index.js';
import type { I420Picture, MediaBundle, PcmBlock } from '../../media/index.js';
import type {
  CommandCall,
  CommandOutcome,
  ModelFailure,
  ModelHost,
  ModelHostListener,
  ModelSource,
  OpenedNetwork,
  SessionPosition,
  StoredFile,
} from '../../session/ports/index.js';
import { onnxOptionsOf } from '../onnx/onnx-options.js';
import { forbidOnnxTelemetry } from '../onnx/onnx-telemetry.js';
import type { WorkerChannel, WorkerChannelEvents } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { type WorkerLimits, workerLimitsOf } from '../protocol/worker-limits.js';
import type { SessionMessage, WorkerMessage } from '../protocol/worker-messages.js';
import { Deferred } from './deferred.js';
import { FrameLedger, ProtocolBreach } from './frame-ledger.js';
import { InboundQueue } from './inbound-queue.js';
import type { HostOptions } from './inference.options.js';
import { OpenedNetworks } from './opened-networks.js';
import { PendingCalls } from './pending-calls.js';
import { TurnWatchdog } from './turn-watchdog.js';
import { UNSERVED } from './unserved-call.js';
import { WorkerConnection } from './worker-connection.js';
import { WorkerLog } from './worker-log.js';
import { WorkerSession } from './worker-session.js';

/**
 * The host of a worker, wherever that runs: forwards calls as messages, and holds the worker to the protocol. It never
 * trusts the worker: messages of another session are dropped, credit, slots and rates are counted here, and a worker
 * that exceeds them is terminated. Nothing here waits for the model or reads a pixel.
 */
export abstract class ChannelModelHost implements ModelHost {
  manifest: ModelManifest;
  private readonly log: Logger;
  private readonly workerLog: WorkerLog;
  private readonly inbound: InboundQueue;
  private readonly limits: WorkerLimits;
  private readonly calls: PendingCalls;
  private readonly watchdog: TurnWatchdog;
  private readonly frames: FrameLedger;
  private readonly opened = new OpenedNetworks();
  private listener: ModelHostListener | undefined;
  private worker: WorkerConnection | undefined;
  /** Resolves when the last worker has ended: two copies of a model may not fit on one GPU. */
  private gone: Promise<void> | undefined;
  private loading: Deferred<ModelManifest> | undefined;
  private session: WorkerSession | undefined;
  private closing: Promise<void> | undefined;
  /** Resolved when the worker has closed its providers. */
  private readonly shutDown = new Deferred<void>();

  protected constructor(
    protected readonly source: ModelSource,
    protected readonly options: HostOptions,
    /** Of the model, from 1. */
    private readonly instance = 1,
  ) {
    if (!options.onnxTelemetry) forbidOnnxTelemetry();
    this.manifest = source.manifest;
    const { className: name } = source;
    this.log = new Logger(name);
    this.workerLog = new WorkerLog(name);
    this.inbound = new InboundQueue(options.maxInputsUnderWay);
    this.limits = workerLimitsOf(options);
    this.calls = new PendingCalls(options.handlerTimeoutMs, () => this.handlerTimedOut());
    this.frames = new FrameLedger(
      () => this.bufferSize,
      (message) => this.post(message),
      options.stepped,
    );
    this.watchdog = new TurnWatchdog(source.name, options.slowTurnMs, {
      age: (ms) => this.listener?.onWorkAge(ms),
      slow: (text, fields) => this.log.warn(this.line(text, fields)),
    });
  }

  get networks(): readonly OpenedNetwork[] {
    return this.opened.list;
  }

  get bufferSize(): number {
    return this.manifest.bufferSize ?? this.limits.bufferSize;
  }

  /** Starts a new worker; throws `bad_configuration` where the model cannot run there. */
  protected abstract open(events: WorkerChannelEvents): WorkerChannel;

  attach(listener: ModelHostListener): void {
    this.listener = listener;
  }

  async start(): Promise<void> {
    if (this.worker !== undefined || this.loading !== undefined || this.closing !== undefined) {
      throw new ReactorError(
        'bad_configuration',
        `${this.source.name} was started ${this.closing === undefined ? 'twice' : 'after it was closed'}; start a host once, and again only after its worker was lost`,
      );
    }
    const loading = new Deferred<ModelManifest>();
    this.loading = loading;
    try {
      if (this.gone !== undefined) await this.workerGone();
      if (this.isClosing) throw this.failure('is shutting down');
      this.openWorker();
      const manifest = await loading.within(this.options.loadTimeoutMs, () =>
        this.failure(`did not load within ${this.options.loadTimeoutMs} ms`),
      );
      this.replaceManifest(manifest);
    } catch (error) {
      this.discard({ code: 'model_failed', message: `The model ${this.source.name} could not be loaded.` });
      throw error;
    } finally {
      this.loading = undefined;
    }
  }

  async beginSession(id: string, after: SessionPosition = { turn: 0, frame: 0 }): Promise<void> {
    // A session begins when the last one has ended: the worker runs one at a time.
    while (this.session !== undefined) await this.session.whenOver(0, NEVER);
    if (this.worker === undefined) throw this.failure('is not running');
    const { frames, inbound, calls, watchdog } = this;
    const session = new WorkerSession(id, after, {
      frames,
      inbound,
      calls,
      watchdog,
      post: (message) => void this.post(message),
      listener: () => this.listener,
    });
    this.session = session;
    session.begin();
    const limit = this.options.beginTimeoutMs;
    try {
      await session.whenBegun(limit, () => new TookTooLong(`did not start its session within ${limit} ms`));
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      this.terminate(session, error.message);
      throw this.failure(error.message);
    }
  }

  async endSession(reason: string): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    session.askToEnd(reason);
    const limit = this.options.turnTimeoutMs;
    try {
      await session.whenOver(limit, () => new TookTooLong(`did not finish its turn within ${limit} ms`));
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      this.terminate(session, error.message);
    }
  }

  connect(client: { readonly id: number; readonly joinedAtMs: number }): void {
    this.session?.connect(client);
  }

  disconnect(clientId: number): void {
    this.session?.disconnect(clientId);
  }

  command(call: CommandCall, started?: () => void): Promise<CommandOutcome> {
    return this.calls.open(started, (callId) => {
      if (this.worker === undefined) this.calls.settle(callId, UNSERVED.notRunning(this.source.name));
      else if (this.session === undefined) this.calls.settle(callId, UNSERVED.sessionEnded());
      else this.session.command(callId, call);
    });
  }

  fileUploaded(clientId: number, file: StoredFile): void {
    this.session?.fileUploaded(clientId, file);
  }

  pushVideo(track: string, picture: I420Picture, captureTimeUs?: number): void {
    this.session?.pushVideo(track, picture, captureTimeUs);
  }

  pushAudio(track: string, block: PcmBlock): void {
    this.session?.pushAudio(track, block);
  }

  grant(bundles: number): void {
    this.frames.grant(bundles);
  }

  release(bundle: MediaBundle): void {
    this.frames.release(bundle);
  }

  close(): Promise<void> {
    this.closing ??= this.closeWorker();
    return this.closing;
  }

  private get isClosing(): boolean {
    return this.closing !== undefined;
  }

  private async closeWorker(): Promise<void> {
    const limit = this.options.closeTimeoutMs;
    if (this.post({ type: 'shutdown' })) {
      try {
        await this.shutDown.within(limit, () => this.failure(`did not close within ${limit} ms`));
      } catch (error) {
        this.log.warn(error instanceof Error ? error.message : String(error));
      }
    }
    this.discard({ code: 'worker_lost', message: `The model ${this.source.name} is shutting down.` });
    await this.workerGone().catch((error: Error) => this.log.warn(error.message));
  }

  /** Resolves when the last worker has ended; rejects where that takes too long, as in native code that never returns. */
  private async workerGone(): Promise<void> {
    if (this.gone === undefined) return;
    const limit = this.options.closeTimeoutMs;
    const ended = new Deferred<void>();
    void this.gone.then(ended.resolve);
    await ended.within(limit, () => this.failure(`has a terminated worker that did not end within ${limit} ms`));
  }

  private openWorker(): void {
    this.worker = new WorkerConnection((events) => this.open(events), {
      message: (message) => this.receive(message),
      lost: (cause) => this.lose(cause),
    });
    const { file, name } = this.source;
    this.post({
      type: 'load',
      ...(file === undefined ? {} : { file }),
      model: name,
      onnx: onnxOptionsOf(this.options),
      ...this.device(),
      limits: this.limits,
    });
  }

  /** The instances take the GPUs in turn. */
  private device(): { readonly deviceId?: number } {
    const { deviceIds } = this.options;
    const deviceId = deviceIds[(this.instance - 1) % deviceIds.length];
    return deviceId === undefined ? {} : { deviceId };
  }

  private receive(message: WorkerMessage): void {
    if ('session' in message) {
      this.receiveOfSession(message);
      return;
    }
    switch (message.type) {
      case 'loaded':
        this.takeManifest(message.manifest);
        return;
      case 'loadFailed':
        this.loading?.reject(this.failure(`could not be loaded: ${message.reason}`));
        return;
      case 'pulse':
        this.watchdog.pulse();
        this.checkMemory(message.memoryBytes);
        return;
      case 'stats': {
        const { stats } = message;
        this.listener?.onStats({ ...stats, inputsDropped: [...stats.inputsDropped, ...this.inbound.drops] });
        return;
      }
      case 'networkOpened':
        this.opened.add(message);
        return;
      case 'log':
        this.workerLog.write(message);
        return;
      case 'fatal':
        this.loseTo({ code: 'model_failed', message: `The model ${this.source.name} ended; see the server's log.` });
        return;
      case 'closed':
        this.shutDown.resolve();
    }
  }

  private checkMemory(bytes = 0): void {
    const { maxMemoryMb } = this.options;
    const usedMb = Math.round(bytes / MEGABYTE);
    if (maxMemoryMb === undefined || usedMb <= maxMemoryMb) return;
    this.lose(`it used ${usedMb} MB of memory, more than inference.maxMemoryMb (${maxMemoryMb})`);
  }

  private receiveOfSession(message: SessionMessage): void {
    const { session } = this;
    try {
      if (session === undefined || message.session !== session.id) this.dropLate(message);
      else if (message.type === 'sessionRefused') {
        session.refuse(this.failure(`could not start the session: ${message.reason}`));
      } else if (message.type === 'sessionEnded') this.endOf(session, this.failure('ended the session'));
      else session.receive(message);
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      this.lose(`it sent ${error.message}`);
    }
  }

  /** Of a session that has ended: its frames are counted as dropped, its calls are answered all the same. */
  private dropLate(message: SessionMessage): void {
    if (message.type === 'commandDone') this.calls.settle(message.callId, message.outcome);
    if (message.type !== 'media') return;
    this.frames.refuse(message);
    this.listener?.onLateMedia(message.bundles.length);
  }

  /** A worker whose manifest cannot be used has not loaded. */
  private takeManifest(reported: unknown): void {
    try {
      this.loading?.resolve(checkManifest(reported, this.source.name));
    } catch (error) {
      this.loading?.reject(this.failure(`could not be loaded: ${(error as Error).message}`));
    }
  }

  private replaceManifest(manifest: ModelManifest): void {
    // As text, because the order of keys is part of the schema that clients get.
    if (JSON.stringify(manifest) === JSON.stringify(this.manifest)) return;
    this.manifest = manifest;
    this.listener?.onManifest(manifest);
  }

  private endOf(session: WorkerSession, error: Error): void {
    this.session = undefined;
    session.end(error);
  }

  /** @returns false where no worker is running */
  private post(message: HostMessage): boolean {
    this.worker?.post(message);
    return this.worker !== undefined;
  }

  /** The model's code cannot be interrupted, only its worker ended. */
  private terminate(session: WorkerSession, what: string): void {
    if (this.session !== session) return;
    const { message } = this.failure(what);
    this.log.error(this.line(`${message}; terminating its worker`));
    this.loseTo({ code: 'worker_lost', message });
  }

  /** @param cause for the log alone */
  private lose(cause: string): void {
    const message = `The worker of ${this.source.name} ended; see the server's log.`;
    this.loseTo({ code: 'worker_lost', message, cause });
  }

  private loseTo(failure: ModelFailure): void {
    const wasLoading = this.loading !== undefined;
    this.discard(failure);
    // A worker that ends while loading is only reported by `start`.
    if (!wasLoading && this.closing === undefined) this.listener?.onLost(failure);
  }

  /** Gives the worker up: it is terminated, and whatever waits for it is settled. */
  private discard(failure: ModelFailure): void {
    const { worker, session } = this;
    this.worker = undefined;
    if (worker !== undefined) this.gone = worker.terminate();
    this.opened.clear();
    this.frames.clear();
    this.inbound.clear();
    // Only the application gets the reason why its model did not load.
    const why = failure.cause === undefined ? '' : ` It ended with: ${failure.cause}`;
    this.loading?.reject(new ReactorError('model_failed', `${failure.message}${why}`));
    if (session !== undefined) this.endOf(session, new ReactorError('model_failed', failure.message));
    this.shutDown.resolve();
    this.calls.settleAll(UNSERVED.lost(failure.message));
  }

  private failure(what: string): ReactorError {
    return new ReactorError('model_failed', `The model ${this.source.name} ${what}; see the server's log`);
  }

  private handlerTimedOut(): CommandOutcome {
    const limit = this.options.handlerTimeoutMs;
    const text = `a command handler has run for longer than ${limit} ms; all other work of the model waits until it ends`;
    this.log.warn(this.line(text));
    return UNSERVED.timedOut(limit);
  }

  private line(text: string, fields: LogLine['fields'] = {}): LogLine {
    return new LogLine(text, { session: this.session?.id, ...fields });
  }
}

const MEGABYTE = 1024 * 1024;

/** For a wait without a limit. */
const NEVER = (): Error => new Error('never');

class TookTooLong extends Error {}
