import type { WireVersion } from '@nestjs-reactor/protocol';
import type { ModelContract } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import type { DepartedPeers } from './departed-peers.js';
import type { Measurement } from './measurement.js';
import { type OfferOrigin, originOf } from './offer-origin.js';
import type {
  IceCandidate,
  IceServer,
  MediaEngine,
  MediaOffer,
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
export interface PeerFacts extends Omit<MediaPeerEvents, 'candidate' | 'connected'> {
  /** The client is in; told again where it was already. */
  connected(): void;
  measured(measurement: Measurement): void;
}

/** One peer connection of the client's, and the peer that answers its offers. */
interface Round {
  readonly peer: MediaPeer;
  /** Monotonic milliseconds of its first offer. */
  readonly offeredMs: number;
  /** Of its newest offer. */
  origin: OfferOrigin | undefined;
  onCandidate: OfferRequest['onCandidate'];
  /** Offers so far; the answer to any but the newest is worthless. */
  offers: number;
  answered: boolean;
  connected: boolean;
  /** Set when the peer ended, even while a newer round was being negotiated. */
  lost?: string;
}

/**
 * The media side of one client over all its offers. One of the peer connection that it has (an ICE restart, as a rule) is
 * answered by the same engine peer, and media and channels go on; one of another gets a new peer, and the one before
 * lives on until the new one is answered, so that a bad re-offer breaks nothing. What an old peer still reports is
 * ignored.
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
    private readonly departed: DepartedPeers,
    private readonly facts: PeerFacts,
  ) {}

  get current(): MediaPeer | undefined {
    return this.round?.peer;
  }

  /**
   * @returns the answer's SDP; rejects with `bad_sdp`, or `negotiation_failed` also when a newer offer overtook this one,
   * or its peer connection is one that has ended here
   */
  async accept(request: OfferRequest): Promise<string> {
    const origin = originOf(request.sdp);
    const round = this.round;
    if (origin !== undefined && round?.answered && origin.peerConnection === round.origin?.peerConnection) {
      return await this.renegotiate(round, origin, request);
    }
    if (origin !== undefined && this.departed.has(this.id, origin.peerConnection)) {
      throw new ReactorError(
        'negotiation_failed',
        'the connection that this offer continues has ended; create a new peer connection and offer again',
      );
    }
    return await this.negotiate(origin, request);
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    this.round?.peer.addCandidates(candidates);
    // They may belong to an offer that they overtook; the peer of another round ignores them by their ufrag.
    this.early = [...this.early, ...candidates].slice(-this.options.maxEarlyCandidates);
  }

  /** Lets the media go; the client may offer again. */
  async release(): Promise<void> {
    this.disarmDeadline();
    const round = this.round;
    this.round = undefined;
    await this.end(round);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.release();
  }

  private async negotiate(origin: OfferOrigin | undefined, request: OfferRequest): Promise<string> {
    const previous = this.round;
    const round = this.begin(origin, request);
    let answer: { readonly sdp: string };
    try {
      answer = await round.peer.accept(offerOf(request));
    } catch (error) {
      this.measure(round, { ms: performance.now() - round.offeredMs, ok: false, again: false });
      await this.fallBack(round, previous);
      throw error;
    }
    round.answered = true;
    this.measure(round, { ms: performance.now() - round.offeredMs, ok: true, again: false });
    await this.end(previous);
    if (this.round === round && !this.closed) return answer.sdp;
    await round.peer.close();
    throw this.overtaken();
  }

  private async renegotiate(round: Round, origin: OfferOrigin, request: OfferRequest): Promise<string> {
    if (round.origin !== undefined && origin.version < round.origin.version) throw this.overtaken();
    const offeredMs = performance.now();
    const offer = ++round.offers;
    round.origin = origin;
    round.onCandidate = request.onCandidate;
    let answer: { readonly sdp: string };
    try {
      answer = await round.peer.accept(offerOf(request, request.iceServers));
    } catch (error) {
      if (round.offers === offer) this.measure(round, { ms: performance.now() - offeredMs, ok: false, again: true });
      throw error;
    }
    if (this.round !== round || round.offers !== offer || this.closed) throw this.overtaken();
    this.measure(round, { ms: performance.now() - offeredMs, ok: true, again: true });
    if (!round.connected) this.armDeadline(round);
    return answer.sdp;
  }

  private begin(origin: OfferOrigin | undefined, request: OfferRequest): Round {
    const round: Omit<Round, 'peer'> & { peer?: MediaPeer } = {
      offeredMs: performance.now(),
      origin,
      onCandidate: request.onCandidate,
      offers: 1,
      answered: false,
      connected: false,
    };
    const peer = this.engine.createPeer({
      connectionId: this.id,
      outlet: this.outlet,
      tracks: this.contract.tracks,
      iceServers: request.iceServers ?? this.options.iceServers,
      wire: request.wire,
      startFlowing: request.startFlowing,
      restartTimeoutMs: this.options.negotiationTimeoutMs,
      maxEarlyCandidates: this.options.maxEarlyCandidates,
      events: this.eventsOf(round),
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
      await this.end(previous);
      return;
    }
    this.disarmDeadline();
    this.round = previous;
    if (previous === undefined) return;
    if (previous.lost !== undefined) this.facts.lost(previous.lost);
    else if (previous.connected) this.facts.connected();
    else this.armDeadline(previous);
  }

  private async end(round: Round | undefined): Promise<void> {
    if (round?.connected && round.origin !== undefined) this.departed.add(this.id, round.origin.peerConnection);
    await round?.peer.close();
  }

  private measure(
    round: Round,
    negotiation: { readonly ms: number; readonly ok: boolean; readonly again: boolean },
  ): void {
    if (this.round === round && !this.closed) this.facts.measured({ kind: 'negotiation', ...negotiation });
  }

  private overtaken(): ReactorError {
    return new ReactorError(
      'negotiation_failed',
      `connection ${this.id} made a newer offer or left; nothing answers this one`,
    );
  }

  private eventsOf(round: Omit<Round, 'peer'>): MediaPeerEvents {
    const ifCurrent =
      <A extends unknown[]>(tell: (...args: A) => void) =>
      (...args: A): void => {
        if (this.round === round) tell(...args);
      };
    return {
      connected: () => {
        round.connected = true;
        if (this.round !== round) return;
        this.disarmDeadline();
        this.facts.measured({ kind: 'connect', ms: performance.now() - round.offeredMs });
        this.facts.connected();
      },
      lost: (cause) => {
        round.lost = cause;
        if (this.round === round) this.facts.lost(cause);
      },
      message: ifCurrent((message) => this.facts.message(message)),
      malformed: ifCurrent((error, channel) => this.facts.malformed(error, channel)),
      video: ifCurrent((track, picture, captureTimeUs) => this.facts.video(track, picture, captureTimeUs)),
      audio: ifCurrent((track, block) => this.facts.audio(track, block)),
      candidate: ifCurrent((candidate) => round.onCandidate?.(candidate)),
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

function offerOf({ sdp, tracks, onCandidate }: OfferRequest, iceServers?: readonly IceServer[]): MediaOffer {
  return {
    sdp,
    ...(tracks === undefined ? {} : { tracks }),
    trickle: onCandidate !== undefined,
    ...(iceServers === undefined ? {} : { iceServers }),
  };
}
