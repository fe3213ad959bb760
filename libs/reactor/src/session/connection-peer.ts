import type { WireVersion } from '@nestjs-reactor/protocol';
import type { ModelContract } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import type { Measurement } from './measurement.js';
import type {
  IceCandidate,
  IceServer,
  MediaEngine,
  MediaOutlet,
  MediaPeer,
  MediaPeerEvents,
  TrackMapping,
} from './ports/index.js';
import type { SessionOptions } from './session.options.js';

/** One offer of a client, in the server's words. */
export interface OfferRequest {
  readonly sdp: string;
  /** Absent where the client's generation names no tracks: sections go to the model's tracks by kind and order. */
  readonly tracks?: readonly TrackMapping[];
  /** Instead of the configured ones, for this client; an empty list means none. */
  readonly iceServers?: readonly IceServer[];
  readonly wire: WireVersion;
  readonly startFlowing: boolean;
  /** Given, the server's candidates trickle; absent, the answer carries them. */
  readonly onCandidate?: (candidate: IceCandidate | null) => void;
}

/** What a client's peer reports about itself, stale rounds filtered out. */
export interface PeerFacts extends Omit<MediaPeerEvents, 'candidate'> {
  measured(measurement: Measurement): void;
}

/** One offer and the peer that answers it. */
interface Round {
  readonly peer: MediaPeer;
  /** Monotonic milliseconds of the offer. */
  readonly offeredMs: number;
  /** Set when the peer ended, even while a newer round was being negotiated. */
  lost?: string;
}

/**
 * The media side of one client over all its offers. A new offer makes a new engine peer; the one before lives on until
 * the new one is answered, so that a bad re-offer breaks nothing, and what it still reports is ignored from then on.
 */
export class ConnectionPeer {
  private round: Round | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private early: IceCandidate[] = [];
  private closed = false;

  constructor(
    private readonly id: number,
    private readonly contract: ModelContract,
    private readonly engine: MediaEngine,
    private readonly outlet: MediaOutlet,
    private readonly options: SessionOptions,
    private readonly facts: PeerFacts,
  ) {}

  get current(): MediaPeer | undefined {
    return this.round?.peer;
  }

  /** @returns the answer's SDP; rejects with `bad_sdp`, or `negotiation_failed` also when a newer offer overtook this one */
  async accept(request: OfferRequest): Promise<string> {
    const previous = this.round;
    const round = this.begin(request);
    let answer: { readonly sdp: string };
    try {
      answer = await round.peer.accept({ sdp: request.sdp, tracks: request.tracks });
    } catch (error) {
      this.negotiated(round, false);
      await this.fallBack(round, previous);
      throw error;
    }
    this.negotiated(round, true);
    await previous?.peer.close();
    if (this.round === round && !this.closed) return answer.sdp;
    await round.peer.close();
    throw new ReactorError(
      'negotiation_failed',
      `connection ${this.id} made a newer offer or left; nothing answers this one`,
    );
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    this.round?.peer.addCandidates(candidates);
    // They may belong to an offer that they overtook; the peer of another round ignores them by their ufrag.
    this.early = [...this.early, ...candidates].slice(-this.options.maxEarlyCandidates);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.disarmDeadline();
    const peer = this.round?.peer;
    this.round = undefined;
    await peer?.close();
  }

  private begin(request: OfferRequest): Round {
    const round: { peer?: MediaPeer; offeredMs: number; lost?: string } = { offeredMs: performance.now() };
    const peer = this.engine.createPeer({
      connectionId: this.id,
      outlet: this.outlet,
      tracks: this.contract.tracks,
      iceServers: request.iceServers ?? this.options.iceServers,
      wire: request.wire,
      startFlowing: request.startFlowing,
      trickle: request.onCandidate !== undefined,
      maxEarlyCandidates: this.options.maxEarlyCandidates,
      events: this.eventsOf(round, request.onCandidate),
    });
    peer.addCandidates(this.early);
    this.early = [];
    this.round = Object.assign(round, { peer });
    this.armDeadline(this.round);
    return this.round;
  }

  /** The offer came to nothing: the round before it goes on, unless it ended meanwhile. */
  private async fallBack(failed: Round, previous: Round | undefined): Promise<void> {
    if (this.round !== failed) {
      await previous?.peer.close();
      return;
    }
    this.disarmDeadline();
    this.round = previous;
    if (previous?.lost !== undefined) this.facts.lost(previous.lost);
  }

  private negotiated(round: Round, ok: boolean): void {
    if (this.round !== round || this.closed) return;
    this.facts.measured({ kind: 'negotiation', ms: performance.now() - round.offeredMs, ok });
  }

  private eventsOf(
    round: { readonly offeredMs: number; lost?: string },
    onCandidate: OfferRequest['onCandidate'],
  ): MediaPeerEvents {
    const ifCurrent =
      <A extends unknown[]>(tell: (...args: A) => void) =>
      (...args: A): void => {
        if (this.round === round) tell(...args);
      };
    return {
      connected: ifCurrent(() => {
        this.disarmDeadline();
        this.facts.measured({ kind: 'connect', ms: performance.now() - round.offeredMs });
        this.facts.connected();
      }),
      lost: (cause) => {
        round.lost = cause;
        if (this.round === round) this.facts.lost(cause);
      },
      message: ifCurrent((message) => this.facts.message(message)),
      malformed: ifCurrent((error, channel) => this.facts.malformed(error, channel)),
      video: ifCurrent((track, picture, captureTimeUs) => this.facts.video(track, picture, captureTimeUs)),
      audio: ifCurrent((track, block) => this.facts.audio(track, block)),
      candidate: ifCurrent((candidate) => onCandidate?.(candidate)),
    };
  }

  private armDeadline(round: Round): void {
    this.disarmDeadline();
    const limit = this.options.negotiationTimeoutMs;
    if (limit <= 0) return;
    this.deadline = setTimeout(() => {
      if (this.round === round) this.facts.lost(`no connection within ${limit} ms of its offer`);
    }, limit);
    this.deadline.unref();
  }

  private disarmDeadline(): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
  }
}
