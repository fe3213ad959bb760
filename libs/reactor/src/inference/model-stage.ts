import { Logger } from '@nestjs/common';
import { Client, type ModelMessage } from '../authoring/index.js';
import { createState, encodeMessage, type ModelContract } from '../contract/index.js';
import {
  sharedNowMs,
  VideoFrame,
  type I420Picture,
  type MediaBundle,
  type MediaChunk,
  type PcmBlock,
} from '../media/index.js';
import type { WireMessage } from '../session/ports/index.js';
import { ChunkBuilder } from './chunk-builder.js';
import { CreditGate } from './credit-gate.js';
import { describe, stackOf } from './describe-error.js';
import { FramePool } from './frame-pool.js';
import type { GuestPort } from './inference.messages.js';
import { InputTrack } from './input-track.js';
import { TurnLock } from './turn-lock.js';

/** Bundles under way at once when a model declares no `bufferSize`: one shown, one in the making. */
const DEFAULT_DEPTH = 2;

/**
 * What a running model sees of the world and what it puts out: state, clients, inputs, messages, media. One stage
 * serves the model for life; `begin` and `end` bound what belongs to one session.
 */
export class ModelStage {
  readonly lock = new TurnLock();
  readonly credits: CreditGate;
  readonly pool = new FramePool();
  readonly clients = new Map<number, Client>();
  readonly logger: Logger;
  /** Input buffers by the property that the model declares. */
  readonly inputs: Readonly<Record<string, InputTrack<VideoFrame> | InputTrack<PcmBlock>>>;
  /** Fresh in each session, and only in one. */
  state: object | undefined;
  sessionId: string | undefined;
  /** Turns begun and frames emitted in this session. */
  turns = 0;
  frames = 0;

  private readonly videoInputs = new Map<string, InputTrack<VideoFrame>>();
  private readonly audioInputs = new Map<string, InputTrack<PcmBlock>>();
  private readonly chunks: ChunkBuilder;

  constructor(
    readonly contract: ModelContract,
    private readonly port: GuestPort,
  ) {
    this.logger = new Logger(contract.modelClass.name);
    this.credits = new CreditGate(contract.bufferSize ?? DEFAULT_DEPTH);
    this.chunks = new ChunkBuilder(contract.modelClass.name, contract.tracks, this.pool);
    const park = <T>(wait: () => Promise<T>): Promise<T> => this.lock.park(wait);
    const inputs: Record<string, InputTrack<VideoFrame> | InputTrack<PcmBlock>> = {};
    for (const track of contract.tracks) {
      if (track.direction !== 'in') continue;
      if (track.kind === 'video') {
        const input = new InputTrack<VideoFrame>(track.name, park);
        this.videoInputs.set(track.name, input);
        inputs[track.property] = input;
      } else {
        const input = new InputTrack<PcmBlock>(track.name, park);
        this.audioInputs.set(track.name, input);
        inputs[track.property] = input;
      }
    }
    this.inputs = inputs;
  }

  get connected(): boolean {
    return this.clients.size > 0;
  }

  /** Throws what the state's own constructor throws. */
  begin(sessionId: string): void {
    this.state = createState(this.contract);
    this.sessionId = sessionId;
    this.turns = 0;
    this.frames = 0;
    this.credits.reset();
  }

  end(): void {
    this.sessionId = undefined;
    this.state = undefined;
    this.clients.clear();
  }

  /** @param joinedAt milliseconds since the epoch */
  addClient(id: number, joinedAt: number): Client {
    const client = new Client(id, joinedAt - performance.timeOrigin, (message) => this.send(message, id));
    this.clients.set(id, client);
    return client;
  }

  /** Stands for a client that left while its command waited: what is sent to it, nobody hears. */
  absentClient(id: number): Client {
    return new Client(id, performance.now(), () => undefined);
  }

  /**
   * Emits at once, whether or not there is room.
   *
   * @param play.turnMs the model's time for the output, where it is known
   * @returns the number of bundles. Throws `bad_frame` or `bad_audio`; nothing is emitted then.
   */
  emit(
    output: unknown,
    play: { readonly fps: (frames: number) => number; readonly drop?: boolean; readonly turnMs?: number },
  ): number {
    const startedMs = sharedNowMs();
    const bundles = this.chunks.build(output, this.turns, this.frames + 1);
    this.frames += bundles.length;
    this.credits.spend(bundles.length);
    const sentMs = sharedNowMs();
    const chunk: MediaChunk = {
      turn: this.turns,
      fps: play.fps(bundles.length),
      bundles,
      ...(play.drop ? { drop: true } : {}),
      timing: { turnMs: play.turnMs, convertMs: sentMs - startedMs, sentMs },
    };
    this.port.post({ type: 'media', chunk }, bundles.flatMap(buffersOf));
    return bundles.length;
  }

  /** A message that cannot be encoded is logged and not sent: a figure in a notification must not end a session. */
  send(message: ModelMessage, clientId?: number): void {
    let encoded: WireMessage;
    try {
      encoded = encodeMessage(message);
    } catch (error) {
      this.logger.error(`a message was not sent: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.port.post({ type: 'message', message: encoded, clientId });
  }

  changePlayout(change: { readonly fps?: number; readonly flush?: boolean }): void {
    if (this.sessionId !== undefined) this.port.post({ type: 'playout', ...change });
  }

  takeVideo(track: string, picture: I420Picture, captureTimeUs: number | undefined): void {
    this.port.post({ type: 'taken', track });
    this.videoInputs.get(track)?.push(VideoFrame.i420(picture.width, picture.height, picture.data, captureTimeUs));
  }

  takeAudio(track: string, block: PcmBlock): void {
    this.port.post({ type: 'taken', track });
    this.audioInputs.get(track)?.push(block);
  }

  forEachInput(act: (input: InputTrack<VideoFrame> | InputTrack<PcmBlock>) => void): void {
    for (const input of [...this.videoInputs.values(), ...this.audioInputs.values()]) act(input);
  }

  /** The session cannot go on; the model stays loaded for the next one. Details go to the log only. */
  failSession(error: unknown): void {
    this.logger.error(`session ${this.sessionId}: the model failed: ${describe(error)}`, stackOf(error));
    const message = `The model ${this.contract.name} failed; the session is over. Start another one, or see the server's log.`;
    this.port.post({ type: 'sessionFailed', failure: { code: 'model_failed', message } });
  }
}

function buffersOf(bundle: MediaBundle): ArrayBuffer[] {
  return [
    ...Object.values(bundle.video).map((picture) => picture.data.buffer),
    ...Object.values(bundle.audio).map((block) => block.samples.buffer),
  ];
}
