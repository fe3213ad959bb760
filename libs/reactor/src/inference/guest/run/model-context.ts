import { Logger } from '@nestjs/common';
import { Client, type ModelMessage } from '../../../authoring/index.js';
import { createState, encodeMessage, type ModelContract } from '../../../contract/binding/index.js';
import { AudioSamples, sharedNowMs, VideoFrame, type I420Picture, type PcmBlock } from '../../../media/index.js';
import type { WireMessage } from '../../../session/ports/index.js';
import { ChunkBuilder, type EmissionShape } from '../output/chunk-builder.js';
import { FrameCredits } from '../output/frame-credits.js';
import { StepCredits } from '../output/step-credits.js';
import { describe, stackOf } from '../../../logging/index.js';
import { FramePool } from '../output/frame-pool.js';
import type { WorkerLimits } from '../../protocol/worker-limits.js';
import type { HostChannel } from '../../protocol/channels.js';
import type { SessionMessage } from '../../protocol/worker-messages.js';
import { packMedia } from '../output/pack-media.js';
import { InputBuffers } from '../input/input-buffers.js';
import { LookAhead } from '../output/look-ahead.js';
import { InputReport } from '../input/input-report.js';
import { ViewerPresence } from './viewer-presence.js';
import { RelayedSound } from '../input/relayed-sound.js';
import { seedRandom } from './seeded-random.js';
import { TurnLock } from './turn-lock.js';
import { WorkTimer } from './work-timer.js';

/** A message of the running session, without its id. */
type Report = SessionMessage extends infer M ? (M extends unknown ? Omit<M, 'session'> : never) : never;

/** What the rate of an emission depends on. */
export interface PlayedShape extends EmissionShape {
  /**
   * How long it took to make: the work on it, or the time in which the source pictures of a batch arrived, whichever is
   * longer.
   */
  readonly paceMs: number;
  /** Its sound is passed on from a client. */
  readonly relayed: boolean;
}

/** Playout of an emission. */
export interface Playing {
  /** Frames a second. */
  readonly rate: (shape: PlayedShape) => number;
  /** How long the model worked on it, without its waits. */
  readonly workMs: number;
  /** The same, for the metrics; absent where the model did not report it. */
  readonly reportedMs?: number;
  readonly drop?: boolean;
}

/**
 * A running model's interface to the runtime: state, clients, inputs, messages, media. One stage serves the model for
 * its lifetime; `begin` and `end` delimit one session.
 */
export class ModelContext {
  readonly lock: TurnLock;
  readonly work = new WorkTimer();
  readonly credits: FrameCredits;
  readonly pool = new FramePool();
  readonly inputs: InputBuffers;
  readonly inputReport: InputReport;
  readonly presence: ViewerPresence;
  readonly clients = new Map<number, Client>();
  readonly logger: Logger;
  /** New in each session; undefined between sessions. */
  state: object | undefined;
  sessionId: string | undefined;
  /** Turns begun and frames emitted in this session. */
  turns = 0;
  frames = 0;
  /** The model is loading: it may warm up with the state's defaults. */
  loading = false;
  /** Messages that could not be encoded, since the model was loaded. */
  messagesUnsent = 0;

  private readonly chunks: ChunkBuilder;
  private lookAhead = new LookAhead();
  private readonly relayed = new RelayedSound();
  private defaults: object | undefined;

  /** @param stopping aborted when the worker is to end */
  constructor(
    readonly contract: ModelContract,
    private readonly port: HostChannel,
    readonly stopping: AbortSignal,
    readonly limits: WorkerLimits,
  ) {
    this.lock = new TurnLock({
      turning: () => this.report({ type: 'turnStarted', turn: Math.max(1, this.turns) }),
      resting: () => this.report({ type: 'turnEnded', turn: Math.max(1, this.turns) }),
    });
    this.logger = new Logger(contract.modelClass.name);
    this.credits = limits.stepped ? new StepCredits() : new FrameCredits(contract.bufferSize ?? limits.bufferSize);
    this.chunks = new ChunkBuilder(contract.modelClass.name, contract.tracks, this.pool);
    this.inputs = new InputBuffers(contract.tracks, limits, {
      park: (wait) => this.work.wait(() => this.lock.park(wait)),
      wanted: (track, frames) => {
        if (limits.stepped) this.report({ type: 'inputWanted', track, frames });
      },
    });
    this.presence = new ViewerPresence(stopping, this.work);
    this.inputReport = new InputReport(contract.stateFields, (changes) => this.report({ type: 'inputs', changes }));
  }

  /** Sends a message of the running session; between sessions there is nobody to send it to. */
  report(message: Report): void {
    if (this.sessionId !== undefined) this.port.post({ ...message, session: this.sessionId });
  }

  get connected(): boolean {
    return this.clients.size > 0;
  }

  /** Replaces the state while no session is running: every field has its default. */
  get idleState(): object {
    return (this.defaults ??= createState(this.contract));
  }

  /** Changes that `load` made to the state's defaults are discarded. */
  loaded(): void {
    this.loading = false;
    this.defaults = undefined;
  }

  /** Throws what the state's own constructor throws. */
  begin(sessionId: string): void {
    if (this.limits.seed !== undefined) seedRandom(this.limits.seed);
    this.state = createState(this.contract);
    this.sessionId = sessionId;
    this.turns = 0;
    this.frames = 0;
    this.credits.reset();
    this.chunks.reset();
    this.lookAhead = new LookAhead();
    this.relayed.reset();
    this.inputReport.begin(this.state);
  }

  end(): void {
    this.inputReport.end();
    this.sessionId = undefined;
    this.state = undefined;
    this.defaults = undefined;
    this.removeClients();
  }

  /** @param joinedAt milliseconds since the epoch */
  addClient(id: number, joinedAt: number): Client {
    const client = new Client(id, joinedAt - performance.timeOrigin, (message) => this.send(message, id));
    this.clients.set(id, client);
    this.presence.set(true);
    this.inputs.reopen();
    return client;
  }

  /** @returns the client, if it was present */
  removeClient(id: number): Client | undefined {
    const client = this.clients.get(id);
    this.clients.delete(id);
    if (!this.connected) this.removeClients();
    return client;
  }

  /** The last client left: pending reads reject. */
  removeClients(): void {
    this.clients.clear();
    this.presence.set(false);
    this.inputs.close();
  }

  /** Placeholder for a client that left while its command was queued: messages to it are dropped. */
  absentClient(id: number): Client {
    return new Client(id, performance.now(), () => undefined);
  }

  /**
   * Emits at once, whether or not there is room.
   *
   * @returns the number of bundles. Throws `bad_frame` or `bad_audio`; nothing is emitted then.
   */
  emit(output: unknown, { rate, workMs, reportedMs, drop }: Playing): number {
    const session = this.sessionId;
    if (session === undefined) return 0;
    const startedMs = sharedNowMs();
    const emission = this.chunks.build(output, this.turns, this.frames + 1);
    const { bundles } = emission;
    const bundlesPerFrame = bundles.length / emission.frames;
    const intake = this.inputs.takeIntake();
    // A single picture is shown when it is ready; those of a batch are shown at the rate of their source.
    const paceMs = emission.frames > 1 ? Math.max(workMs, intake.picturesMs) : workMs;
    const relayed = this.relayed.covers(intake.soundMs, emission.soundMs);
    const fps = rate({ ...emission, paceMs, relayed }) * bundlesPerFrame;
    this.frames += bundles.length;
    const sentMs = sharedNowMs();
    const { ahead, waitMs } = this.lookAhead.measure(bundles.length, paceMs + sentMs - startedMs, fps);
    this.credits.spend(bundles.length);
    this.credits.allow(ahead, waitMs);
    this.port.post(
      packMedia(session, {
        turn: this.turns,
        fps,
        ...(bundlesPerFrame === 1 ? {} : { bundlesPerFrame }),
        bundles,
        ...(drop ? { drop: true } : {}),
        timing: { ...(reportedMs === undefined ? {} : { turnMs: reportedMs }), convertMs: sentMs - startedMs, sentMs },
      }),
    );
    return bundles.length;
  }

  /**
   * A message that cannot be encoded is logged, counted and not sent: one bad value in a notification must not end a
   * session.
   */
  send(message: ModelMessage, clientId?: number): void {
    let encoded: WireMessage;
    try {
      encoded = encodeMessage(this.contract, message);
    } catch (error) {
      this.messagesUnsent++;
      this.logger.error(`a message was not sent: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.report({ type: 'message', message: encoded, ...(clientId === undefined ? {} : { clientId }) });
  }

  /** A turn is over, whatever it emitted. */
  turnDone(): void {
    this.credits.turnDone();
    if (this.limits.stepped) this.report({ type: 'stepped', turn: this.turns });
  }

  changePlayout(change: { readonly fps?: number; readonly flush?: boolean }): void {
    this.report({ type: 'playout', ...change });
  }

  /** Drops what is queued for the viewers. */
  flush(): void {
    this.chunks.reset();
    this.changePlayout({ flush: true });
  }

  takeVideo(track: string, picture: I420Picture, captureTimeUs: number | undefined): void {
    this.report({ type: 'taken', track });
    this.inputs.pushVideo(track, VideoFrame.fromPicture(picture, captureTimeUs));
  }

  takeAudio(track: string, block: PcmBlock): void {
    this.report({ type: 'taken', track });
    this.inputs.pushAudio(track, AudioSamples.fromPcm(block));
  }

  /** The session cannot continue; the model stays loaded for the next one. Details go to the log only. */
  failSession(error: unknown): void {
    this.logger.error(`session ${this.sessionId}: the model failed: ${describe(error)}`, stackOf(error));
    const message = `The model ${this.contract.name} failed; the session is over. Start another one, or see the server's log.`;
    this.report({ type: 'sessionFailed', failure: { code: 'model_failed', message } });
  }
}
