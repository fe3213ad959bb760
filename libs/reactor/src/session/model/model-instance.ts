import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@nestjs/common';
import type { ModelManifest } from '../../contract/index.js';
import { describe, LogLine } from '../../logging/index.js';
import type { I420Picture, MediaBundle, MediaChunk, PcmBlock } from '../../media/index.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { Session } from '../lifecycle/session.js';
import type {
  CommandCall,
  CommandOutcome,
  ModelFailure,
  ModelHost,
  ModelHostListener,
  OpenedNetwork,
  StoredFile,
} from '../ports/index.js';
import { type InstanceMove, type InstanceState, nextInstanceState } from './instance-state.js';
import type { RestartPolicy } from '../../authoring/index.js';
import { sessionNotice } from './session-notice.js';
import { SessionProgress } from './session-progress.js';
import type { SessionWorker } from './session-worker.js';
import { type RestartLimits, WorkerSupervisor } from './worker-supervisor.js';

/** Facts of one instance, in the order in which they happened. A listener must not throw. */
export interface InstanceEventMap {
  state: [state: InstanceState];
  /** Its session has ended, and its worker is back or never will be: `session` is undefined from now on. */
  released: [session: Session];
  measured: [measurement: Measurement];
}

const OTHER_TRACKS = 'The model has other tracks now; join again.';

/** How an instance treats the loss of its worker. */
export interface InstanceOptions extends RestartLimits {
  readonly restart: RestartPolicy;
}

/**
 * One worker of a model over its whole life, and the one session that it serves at a time. A session sees the instance
 * as its worker: behind it the worker may be lost and start again, or be replaced.
 */
export class ModelInstance implements SessionWorker {
  readonly events = new EventEmitter<InstanceEventMap>();
  /** The session that it was assigned, until it is released. */
  session: Session | undefined;

  private current: InstanceState = 'loading';
  private host: ModelHost;
  private supervisor: WorkerSupervisor;
  /** Workers that were lost: what waits for one of them stops when the number has risen. */
  private losses = 0;
  /** Of the session, over all its workers. */
  private progress = new SessionProgress();
  /** The worker runs the session: commands reach it. */
  private reachable = false;
  private draining = false;
  private markDraining: () => void = () => {};
  private readonly whenDraining = new Promise<false>((resolve) => (this.markDraining = () => resolve(false)));
  /** The host that lent each bundle: it may have been replaced before the bundle returns. */
  private readonly lenders = new WeakMap<MediaBundle, ModelHost>();

  /** @param index from 1 within its model */
  constructor(
    readonly index: number,
    host: ModelHost,
    private readonly options: InstanceOptions,
    private readonly logger: Logger,
  ) {
    this.events.setMaxListeners(0);
    this.host = host;
    this.supervisor = this.supervise(host);
  }

  get state(): InstanceState {
    return this.current;
  }

  get manifest(): ModelManifest {
    return this.host.manifest;
  }

  get networks(): readonly OpenedNetwork[] {
    return this.host.networks;
  }

  get bufferSize(): number {
    return this.host.bufferSize;
  }

  /** Loads the model. Rejects with `model_failed`, and the instance then stays failed. */
  async load(): Promise<void> {
    try {
      await this.supervisor.start();
    } catch (error) {
      this.move('failed');
      throw error;
    }
    this.move('loaded');
  }

  /** Assigns a session to an idle instance; it is released when the session has ended. */
  assign(session: Session): void {
    this.session = session;
    this.progress = new SessionProgress();
    this.move('assigned');
    session.events.once('ended', () => void this.free(session));
    this.reachable = true;
    this.host.beginSession(session.id).catch((error: unknown) => this.refuse(session, error));
  }

  /**
   * Another worker takes over, which has loaded: a running session goes on in it, with the values that it accepts. The
   * old worker ends. A session whose tracks have changed ends, because its clients' media was agreed for the old ones.
   *
   * @returns inputs that have their defaults again, by name
   */
  async replace(host: ModelHost): Promise<readonly string[]> {
    const before = this.host;
    this.supervisor.stop();
    this.host = host;
    this.supervisor = this.supervise(host);
    const { session } = this;
    const { tracks } = before.manifest;
    if (session?.isRunning === true && !isDeepStrictEqual(host.manifest.tracks, tracks)) {
      session.fail(OTHER_TRACKS, 'model_reloaded');
    }
    if (session?.isRunning !== true) {
      this.move('loaded');
      await before.close();
      return [];
    }
    this.reachable = false;
    session.interrupt(sessionNotice('model_reloading'));
    const closed = before.endSession('the model was reloaded').then(() => before.close());
    const { losses } = this;
    const dropped = await this.continue(session, 'model_reloaded');
    if (this.losses === losses) this.move('loaded');
    await closed;
    return dropped;
  }

  /** From here on a lost worker is not started again. */
  drain(): void {
    this.draining = true;
    this.supervisor.stop();
    this.markDraining();
  }

  /** Ends the worker. */
  async close(): Promise<void> {
    this.drain();
    await this.host.close();
    this.move('closed');
  }

  async endSession(reason: string): Promise<void> {
    this.reachable = false;
    await this.host.endSession(reason);
  }

  /** While the worker is away, a client is connected when it is back. */
  connect(client: { readonly id: number; readonly joinedAtMs: number }): void {
    if (this.reachable) this.host.connect(client);
  }

  disconnect(clientId: number): void {
    if (this.reachable) this.host.disconnect(clientId);
  }

  async command(call: CommandCall, started?: () => void): Promise<CommandOutcome> {
    const { progress } = this;
    if (this.reachable) {
      const outcome = await this.host.command(call, started);
      progress.answered(outcome);
      return outcome;
    }
    return {
      ok: false,
      code: 'model_loading',
      message: `${call.command.name}: the model is starting again; send it again in a moment`,
    };
  }

  fileUploaded(clientId: number, file: StoredFile): void {
    if (this.reachable) this.host.fileUploaded(clientId, file);
  }

  pushVideo(track: string, picture: I420Picture, captureTimeUs?: number): void {
    if (this.reachable) this.host.pushVideo(track, picture, captureTimeUs);
    else this.measured({ kind: 'inputDropped', track, cause: 'worker_busy', frames: 1 });
  }

  pushAudio(track: string, block: PcmBlock): void {
    if (this.reachable) this.host.pushAudio(track, block);
    else this.measured({ kind: 'inputDropped', track, cause: 'worker_busy', frames: 1 });
  }

  grant(bundles: number): void {
    this.host.grant(bundles);
  }

  release(bundle: MediaBundle): void {
    (this.lenders.get(bundle) ?? this.host).release(bundle);
  }

  /** The server's side of one host: events of one that was replaced only return what it lent. */
  private supervise(host: ModelHost): WorkerSupervisor {
    host.attach(this.listenerFor(host));
    return new WorkerSupervisor(host, this.options, this.logger, (measurement) => this.measured(measurement));
  }

  private listenerFor(host: ModelHost): ModelHostListener {
    const ifCurrent =
      <A extends unknown[]>(act: (...args: A) => void) =>
      (...args: A): void => {
        if (this.host === host) act(...args);
      };
    return {
      onManifest: () => this.manifestChanged(),
      onMedia: (chunk) => this.media(host, chunk),
      onMessage: ifCurrent((message, clientId) => this.session?.sendMessage(message, clientId)),
      onInputs: ifCurrent((changes) => this.session?.changeInputs(changes)),
      onPlayout: ifCurrent((change) => this.session?.changePlayout(change)),
      onStats: ifCurrent((stats) => this.measured({ kind: 'worker', stats })),
      onLateMedia: (frames) => this.measured({ kind: 'dropped', cause: 'session_over', frames }),
      onWorkAge: ifCurrent((ms) => this.measured({ kind: 'workAge', ms })),
      onSessionFailed: ifCurrent(({ message }) => this.session?.fail(message)),
      onLost: ifCurrent((failure) => this.lose(failure)),
    };
  }

  /** That of a program is unknown until its first load. */
  private manifestChanged(): void {
    if (this.current === 'loading') return;
    this.logger.log('its worker reports another manifest than before; clients get the new schema');
  }

  private media(host: ModelHost, chunk: MediaChunk): void {
    this.measured({ kind: 'media', chunk });
    const { session } = this;
    if (session !== undefined && this.host === host) {
      for (const bundle of chunk.bundles) this.lenders.set(bundle, host);
      this.progress.emitted(chunk);
      session.play(chunk);
      return;
    }
    this.measured({ kind: 'dropped', cause: 'session_over', frames: chunk.bundles.length });
    for (const bundle of chunk.bundles) host.release(bundle);
  }

  private lose(failure: ModelFailure): void {
    const { session } = this;
    this.logger.error(new LogLine(failure.message, { session: session?.id, cause: failure.cause }));
    this.losses++;
    this.reachable = false;
    this.move('lost');
    if (this.current === 'recovering') void this.recover();
    if (session?.isRunning !== true) return;
    const mayReturn = this.supervisor.mayRestart && !this.draining;
    if (mayReturn && this.options.restart === 'keep-session') void this.resume(session, failure);
    else session.fail(failure.message, mayReturn ? 'worker_lost' : undefined);
  }

  /** The session keeps its clients while the worker starts again. */
  private async resume(session: Session, failure: ModelFailure): Promise<void> {
    session.interrupt(sessionNotice('model_restarting'));
    const { host, manifest: before } = this;
    const restarted = await this.restarted();
    // A session that ended meanwhile is released by its end, and a new version of the model takes care of it itself.
    if (!session.isRunning || this.host !== host) return;
    if (!restarted) {
      session.fail(failure.message);
      return;
    }
    const { losses } = this;
    // Its files may have changed since it was loaded last.
    const isSame = isDeepStrictEqual(before, this.manifest);
    if (!isDeepStrictEqual(before.tracks, this.manifest.tracks)) session.fail(OTHER_TRACKS, 'model_reloaded');
    else await this.continue(session, isSame ? 'model_restarted' : 'model_reloaded');
    if (this.losses === losses) this.move('loaded');
  }

  /** The new worker begins the session, with the values that clients have set, and then gets its clients. */
  private async continue(session: Session, code: 'model_restarted' | 'model_reloaded'): Promise<readonly string[]> {
    const { losses } = this;
    try {
      await this.host.beginSession(session.id, this.progress.position);
    } catch (error) {
      if (this.losses === losses) this.refuse(session, error);
      return [];
    }
    const dropped = await session.restore((call) => this.host.command(call), this.manifest);
    if (!session.isRunning || this.losses !== losses) return dropped;
    this.reachable = true;
    for (const client of session.connectedClients) this.host.connect(client);
    session.resume(sessionNotice(code, dropped));
    return dropped;
  }

  private refuse(session: Session, error: unknown): void {
    this.logger.error(new LogLine(`the session could not start: ${describe(error)}`, { session: session.id }));
    session.fail(`${this.manifest.name} could not start the session.`);
  }

  /** The session has ended: the instance is free when its worker runs. */
  private async free(session: Session): Promise<void> {
    this.reachable = false;
    if (this.current === 'serving' && !session.hasFailed) this.supervisor.prove();
    this.move('released');
    if (this.current === 'recovering' && !this.draining) await this.recover();
    this.session = undefined;
    this.events.emit('released', session);
  }

  private async recover(): Promise<void> {
    const { host } = this;
    const restarted = await this.restarted();
    if (this.host !== host) return;
    if (restarted) this.move('loaded');
    else if (!this.draining) this.giveUp();
  }

  /** A shutdown does not wait for a loading worker. */
  private async restarted(): Promise<boolean> {
    return this.draining ? false : await Promise.race([this.supervisor.restart(), this.whenDraining]);
  }

  private giveUp(): void {
    this.logger.error(`the model cannot be recovered: ${this.supervisor.failure}`);
    this.move('failed');
  }

  private measured(measurement: Measurement): void {
    this.events.emit('measured', measurement);
  }

  private move(move: InstanceMove): void {
    const next = nextInstanceState(this.current, move);
    if (next === undefined) return;
    this.current = next;
    this.events.emit('state', next);
  }
}
