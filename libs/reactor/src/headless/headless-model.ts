import { randomUUID } from 'node:crypto';
import type { ModuleMetadata } from '@nestjs/common';
import type { Isolation } from '../authoring/index.js';
import { readModelContract } from '../contract/binding/index.js';
import { checkCommand, type ModelManifest, type Track } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import {
  type InferenceOptions,
  mergeInferenceOptions,
  modelSourceOf,
  WorkerModelHostFactory,
} from '../inference/index.js';
import { i420Size, type MediaBundle, VideoFrame, WIRE_SAMPLE_RATE } from '../media/index.js';
import { ProgramModel } from '../program/index.js';
import type { CommandOutcome, ModelHost, ModelSource, StoredFile, WireMessage } from '../session/ports/index.js';
import { HeadlessError } from './headless-error.js';
import { TurnListener } from './turn-events.js';

/** A class decorated with `@ReactorModel`, or a model that is a program, as in Python. */
export type HeadlessModelClass = (new (...args: never[]) => unknown) | ProgramModel;

/** What a headless run of a model is given in place of a server’s options. */
export interface HeadlessOptions {
  /** Passed to `load`, in place of the `config` of `@ReactorModel`; of a class. */
  readonly config?: unknown;
  /** Added to those that a class declares; one for the same token replaces it. */
  readonly providers?: NonNullable<ModuleMetadata['providers']>;
  readonly inference?: Partial<InferenceOptions>;
  /** As `inference.seed`: a whole number from 0 to 4294967295. @defaultValue 0 */
  readonly seed?: number;
  /**
   * Where a class runs; a program always runs in a process. `inline` is this thread: the class needs no `file`, and
   * `Math.random` of the whole thread is seeded until `close`.
   * @defaultValue 'inline'
   */
  readonly isolation?: Isolation;
  /** How long one turn may take, in milliseconds. @defaultValue 60000 */
  readonly timeoutMs?: number;
}

/** A command that was applied. */
export interface HeadlessCommandDone {
  readonly reply?: WireMessage;
  /** The turn that follows it, and the first frame made after it, both from 1. */
  readonly turn: number;
  readonly frame: number;
}

/** Pictures for the inputs of a model, by track. Undefined: there are none. */
export type PictureSupply = (track: string) => VideoFrame | undefined | Promise<VideoFrame | undefined>;

/** Sound that a read of a microphone gets: 10 ms of silence, as browsers send it. */
const SILENCE = { sampleRate: WIRE_SAMPLE_RATE, channels: 1 as const, samples: new Int16Array(WIRE_SAMPLE_RATE / 100) };

/**
 * A model without viewers, network or clock: it takes one turn when it is asked to, and commands are applied between two
 * turns. With the same seed, commands and pictures it makes the same frames, unless its code reads a clock or another
 * source of chance than the seeded ones.
 *
 * A model with a loop (`ReactorLoop`) has worked on its first frame before a session begins; from the second on it takes
 * its turns as a generator does.
 */
export class HeadlessModel {
  private readonly host: ModelHost;
  private readonly listener: TurnListener;
  private readonly timeoutMs: number;
  private readonly lent = new Set<MediaBundle>();
  private turns = 0;
  private frames = 0;

  private constructor(source: ModelSource, options: HeadlessOptions) {
    const { maxInputFrames, ...inference } = mergeInferenceOptions({ seed: options.seed ?? 0, ...options.inference });
    const hosts = new WorkerModelHostFactory({
      ...inference,
      maxInputFrames,
      // A read may wait for as many as are buffered, and none of them may be dropped on the way.
      maxInputsUnderWay: Math.max(maxInputFrames, inference.maxInputsUnderWay),
      stepped: true,
    });
    this.host = hosts.create(source);
    this.listener = new TurnListener((bundle) => this.host.release(bundle));
    this.host.attach(this.listener);
    this.timeoutMs = options.timeoutMs ?? 60_000;
  }

  /**
   * Loads the model and begins a session without clients. Throws `bad_declaration` and `bad_configuration`; rejects with
   * `model_failed`.
   */
  static async start(model: HeadlessModelClass, options: HeadlessOptions = {}): Promise<HeadlessModel> {
    const headless = new HeadlessModel(sourceOf(model, options), options);
    try {
      await headless.host.start();
      await headless.host.beginSession(randomUUID());
    } catch (error) {
      await headless.close();
      throw error;
    }
    return headless;
  }

  get manifest(): ModelManifest {
    return this.host.manifest;
  }

  /** Frames a second that the model declares; 30 where it declares none. Nothing waits for it. */
  get fps(): number {
    return this.manifest.fps ?? 30;
  }

  /** Numbers of the last turn and the last frame; zero before the first. */
  get position(): { readonly turn: number; readonly frame: number } {
    return { turn: this.turns, frame: this.frames };
  }

  /** The pictures that the model takes. */
  get cameras(): readonly string[] {
    return this.inputs('video').map(({ name }) => name);
  }

  /** Receives the model's messages; for one client, or, without a number, for all. */
  set onMessage(receive: (message: WireMessage, clientId: number | undefined) => void) {
    this.listener.message = receive;
  }

  /** A client joins; its hook runs before the next turn. A generator starts anew when the first client joins. */
  connect(clientId = 1): void {
    this.host.connect({ id: clientId, joinedAtMs: performance.now() });
  }

  disconnect(clientId = 1): void {
    this.host.disconnect(clientId);
  }

  /**
   * Applies a command before the next turn.
   *
   * @param files by argument, for those that take a file
   * Rejects with `invalid_command`, and with `command_refused` where the model refuses it.
   */
  async command(
    name: string,
    args: Readonly<Record<string, unknown>> = {},
    files: Readonly<Record<string, StoredFile>> = {},
    clientId = 1,
  ): Promise<HeadlessCommandDone> {
    const command = checkCommand(this.manifest, name, args, files);
    const outcome: CommandOutcome = await this.host.command({ clientId, command, files });
    if (outcome.ok) return outcome;
    if (outcome.rules !== undefined) throw new ReactorError('invalid_command', outcome.message);
    throw new HeadlessError('command_refused', `${name} was refused (${outcome.code}): ${outcome.message}`);
  }

  /** One picture of a client's camera, for the next turn. */
  show(track: string, frame: VideoFrame): void {
    const { width, height, metadata, captureTimeUs } = frame;
    const data = new Uint8Array(i420Size(width, height));
    frame.writeI420(data);
    this.host.pushVideo(track, { width, height, data, ...(metadata === undefined ? {} : { metadata }) }, captureTimeUs);
  }

  /**
   * Lets the model take one turn, for which it needs a client.
   *
   * @param supply pictures that a read of the turn waits for; microphones are silent
   * @returns what the turn emitted, which may be nothing: lent until the next call, or `close`. Rejects with
   *   `model_failed`, `turn_timeout` and `no_input`.
   */
  async step(supply: PictureSupply = () => undefined): Promise<readonly MediaBundle[]> {
    this.returnLent();
    const bundles = await this.turn(supply);
    this.turns++;
    this.frames = bundles.at(-1)?.frame ?? this.frames;
    return bundles;
  }

  /** Ends the session and the model. Safe to call twice. */
  async close(): Promise<void> {
    this.returnLent();
    await this.host.endSession('the run is over');
    await this.host.close();
  }

  private turn(supply: PictureSupply): Promise<readonly MediaBundle[]> {
    const { listener, host, lent } = this;
    if (listener.failure !== undefined) {
      return Promise.reject(new ReactorError('model_failed', listener.failure.message));
    }
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        listener.current = undefined;
        finish();
      };
      const timer = setTimeout(() => end(() => reject(this.tooLong())), this.timeoutMs);
      listener.current = {
        emitted: (bundle) => void lent.add(bundle),
        wanted: (track, frames) => {
          this.supply(track, frames, supply).catch((error: unknown) => end(() => reject(error)));
        },
        done: () => end(() => resolve([...lent])),
        failed: (failure) => end(() => reject(new ReactorError('model_failed', failure.message))),
      };
      host.grant(1);
    });
  }

  private async supply(track: string, frames: number, supply: PictureSupply): Promise<void> {
    const isCamera = this.cameras.includes(track);
    for (let i = 0; i < frames; i++) {
      if (!isCamera) {
        this.host.pushAudio(track, SILENCE);
        continue;
      }
      const frame = await supply(track);
      if (frame === undefined) {
        throw new HeadlessError(
          'no_input',
          `${this.manifest.name} reads ${track}, and the run has no pictures for it; give it a camera`,
        );
      }
      this.show(track, frame);
    }
  }

  private tooLong(): HeadlessError {
    return new HeadlessError(
      'turn_timeout',
      `${this.manifest.name} did not finish turn ${this.turns + 1} within ${this.timeoutMs} ms; give it more time, or look for what it waits for`,
    );
  }

  private inputs(kind: Track['kind']): readonly Track[] {
    return this.manifest.tracks.filter((track) => track.direction === 'in' && track.kind === kind);
  }

  private returnLent(): void {
    for (const bundle of this.lent) this.host.release(bundle);
    this.lent.clear();
  }
}

function sourceOf(model: HeadlessModelClass, options: HeadlessOptions): ModelSource {
  if (model instanceof ProgramModel) return model.source;
  const declared = readModelContract(model);
  return modelSourceOf({
    ...declared,
    isolation: options.isolation ?? 'inline',
    config: 'config' in options ? options.config : declared.config,
    providers: [...declared.providers, ...(options.providers ?? [])],
  });
}
