import type { ServerMessage } from '@nestjs-reactor/protocol';
import { ReactorError, type ReactorErrorCode } from '../../errors/index.js';
import type { ClosedPeers } from './closed-peers.js';
import type { Measurement } from '../lifecycle/measurement.js';
import type { OfferLimits } from './offer-limits.js';
import { type OfferOrigin, originOf } from './offer-origin.js';
import { mediaOfferOf, type OfferRequest } from './offer-request.js';
import type { IceCandidate, MediaPeer, MediaPeerEvents, PeerDrop } from '../ports/index.js';
import type { SessionOutput } from '../output/session-output.js';
import type { SessionOptions } from '../lifecycle/session.options.js';
import { iceServersNow } from './turn-credentials.js';

/** Events of a client's peers, without those of outdated negotiations. */
export interface PeerFacts extends Omit<MediaPeerEvents, 'candidate' | 'connected' | 'dropped' | 'inputDropped'> {
  /** The client is connected; may be repeated. */
  connected(): void;
  measured(measurement: Measurement): void;
  /** Something that the client sent was rejected; reported once for a flood. */
  refused(code: ReactorErrorCode, message: string): void;
  /** A newer peer connection of the client replaced this one, which closes now; it can still be notified. */
  replaced(peer: MediaPeer): void;
  /** Messages that a peer had not sent when another replaced it: to be resent in this order. */
  unsent(messages: readonly ServerMessage[]): void;
}

/** One peer connection of the client, and the peer that answers its offers. */
interface PeerAttempt {
  readonly peer: MediaPeer;
  /** Monotonic milliseconds of its first offer. */
  readonly offeredMs: number;
  /** Of its newest offer. */
  origin: OfferOrigin | undefined;
  onCandidate: OfferRequest['onCandidate'];
  /** Offers so far; only the answer to the newest counts. */
  offers: number;
  connected: boolean;
  /** Number of the offer for which too many candidates were reported. */
  overflowed?: number;
  deadline?: NodeJS.Timeout;
  /** Set when the peer ended or timed out, even while another attempt was being negotiated. */
  lost?: string;
  /** Releases its slot among the pending offers. */
  readonly leave: () => void;
}

/**
 * The media side of one client over all its offers. One of its current peer connection (usually an ICE restart) is
 * answered by the same engine peer, and media and channels continue; one of another gets a new peer, and the previous
 * one stays active until the new one is answered, so that a bad re-offer breaks nothing. At most one peer waits for its
 * answer: a newer offer closes it. Events of an old peer are ignored.
 */
export class ConnectionPeer {
  /** Answered; carries media and messages. */
  private attempt: PeerAttempt | undefined;
  /** Not answered yet. */
  private pending: PeerAttempt | undefined;
  private early: IceCandidate[] = [];
  private closed = false;

  constructor(
    private readonly id: number,
    private readonly output: Pick<SessionOutput, 'createPeer'>,
    private readonly options: SessionOptions,
    private readonly departed: ClosedPeers,
    private readonly gate: OfferLimits,
    private readonly facts: PeerFacts,
  ) {}

  /** The active one: the newest that was answered, unless it ended and another is being negotiated. */
  get current(): MediaPeer | undefined {
    const { attempt, pending } = this;
    return (attempt === undefined || attempt.lost !== undefined ? (pending ?? attempt) : attempt)?.peer;
  }

  /**
   * @param clientAddress IP address that the offer came from, where it is known
   * @returns the answer's SDP; rejects with `bad_sdp`, with `connection_limit` where too many offers are being
   * answered, or with `negotiation_failed`, also when a newer offer replaced this one, or its peer connection has ended
   * here
   */
  async accept(request: OfferRequest, clientAddress?: string): Promise<string> {
    const origin = originOf(request.sdp);
    const { attempt } = this;
    const continues = origin !== undefined && origin.peerConnection === attempt?.origin?.peerConnection;
    if (continues && attempt?.lost === undefined)
      return await this.renegotiate(attempt, origin, request, clientAddress);
    if (continues || (origin !== undefined && this.departed.has(this.id, origin.peerConnection))) {
      throw new ReactorError(
        'negotiation_failed',
        'the connection that this offer continues has ended; create a new peer connection and offer again',
      );
    }
    return await this.negotiate(origin, request, clientAddress);
  }

  /** Is the offer from the peer connection that is connected here, or is being answered? */
  continues(sdp: string): boolean {
    const peerConnection = originOf(sdp)?.peerConnection;
    return (
      peerConnection !== undefined &&
      [this.attempt, this.pending].some(
        (attempt) => attempt?.lost === undefined && attempt?.origin?.peerConnection === peerConnection,
      )
    );
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    (this.pending ?? this.attempt)?.peer.addCandidates(candidates);
    // They may belong to an offer that arrives later; the peer of another attempt ignores them by their ufrag.
    this.early = [...this.early, ...candidates].slice(-this.options.maxEarlyCandidates);
  }

  /** Closes the media; the client may offer again. */
  async release(): Promise<void> {
    const { attempt, pending } = this;
    this.attempt = this.pending = undefined;
    await Promise.all([this.end(pending), this.end(attempt)]);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.release();
  }

  private async negotiate(
    origin: OfferOrigin | undefined,
    request: OfferRequest,
    clientAddress?: string,
  ): Promise<string> {
    const attempt = this.begin(origin, request);
    const measure = (ok: boolean): void =>
      this.facts.measured({ kind: 'negotiation', ms: performance.now() - attempt.offeredMs, ok, again: false });
    let answer: { readonly sdp: string };
    try {
      answer = await attempt.peer.accept(mediaOfferOf(request, { clientAddress }));
      if (attempt.lost !== undefined) throw lapsed(attempt.lost);
    } catch (error) {
      if (this.pending !== attempt) throw this.overtaken();
      measure(false);
      await this.fallBack(attempt);
      throw attempt.lost === undefined ? error : lapsed(attempt.lost);
    } finally {
      attempt.leave();
    }
    if (this.pending === attempt) {
      measure(true);
      await this.takeOver(attempt);
    }
    if (this.attempt === attempt && !this.closed) return answer.sdp;
    await attempt.peer.close();
    throw this.overtaken();
  }

  private async renegotiate(
    attempt: PeerAttempt,
    origin: OfferOrigin,
    request: OfferRequest,
    clientAddress?: string,
  ): Promise<string> {
    if (attempt.origin !== undefined && origin.version < attempt.origin.version) throw this.overtaken();
    const offeredMs = performance.now();
    const measure = (ok: boolean): void =>
      this.facts.measured({ kind: 'negotiation', ms: performance.now() - offeredMs, ok, again: true });
    const offer = ++attempt.offers;
    attempt.origin = origin;
    attempt.onCandidate = request.onCandidate;
    const isNewest = (): boolean => this.attempt === attempt && attempt.offers === offer && !this.closed;
    let answer: { readonly sdp: string };
    try {
      answer = await attempt.peer.accept(mediaOfferOf(request, { clientAddress, iceServers: request.iceServers }));
    } catch (error) {
      if (isNewest()) measure(false);
      throw error;
    }
    if (!isNewest()) throw this.overtaken();
    measure(true);
    if (!attempt.connected) this.armDeadline(attempt);
    return answer.sdp;
  }

  /** Throws `connection_limit`, and then the previous offer continues. */
  private begin(origin: OfferOrigin | undefined, request: OfferRequest): PeerAttempt {
    const before = this.pending;
    // Its slot among the pending offers passes to this one.
    before?.leave();
    const leave = this.gate.enter();
    const attempt: Omit<PeerAttempt, 'peer'> & { peer?: MediaPeer } = {
      offeredMs: performance.now(),
      origin,
      onCandidate: request.onCandidate,
      offers: 1,
      connected: false,
      leave,
    };
    try {
      attempt.peer = this.output.createPeer(
        {
          connectionId: this.id,
          connection: this,
          iceServers: request.iceServers ?? iceServersNow(this.options),
          wire: request.wire,
          startFlowing: request.startFlowing,
          restartTimeoutMs: this.options.negotiationTimeoutMs,
          maxEarlyCandidates: this.options.maxEarlyCandidates,
          events: this.eventsOf(attempt),
        },
        request.engine,
      );
    } catch (error) {
      leave();
      throw error;
    }
    const { peer } = attempt;
    peer.addCandidates(this.early);
    this.early = [];
    this.pending = Object.assign(attempt, { peer });
    this.armDeadline(this.pending);
    this.handOver(before);
    void this.end(before);
    return this.pending;
  }

  /** The attempt is answered: it replaces the previous one. */
  private async takeOver(attempt: PeerAttempt): Promise<void> {
    const previous = this.attempt;
    this.attempt = attempt;
    this.pending = undefined;
    this.handOver(previous);
    if (attempt.connected) this.facts.connected();
    if (previous?.connected && previous.lost === undefined) this.facts.replaced(previous.peer);
    await this.end(previous);
  }

  /** Unsent messages of the attempt go to the one that is active from now on. */
  private handOver(attempt: PeerAttempt | undefined): void {
    const messages = attempt?.peer.takeUnsent() ?? [];
    if (messages.length > 0) this.facts.unsent(messages);
  }

  /** The offer failed: the previous attempt continues, unless it ended meanwhile. */
  private async fallBack(failed: PeerAttempt): Promise<void> {
    this.pending = undefined;
    await this.end(failed);
    if (this.pending === undefined && this.attempt?.lost !== undefined) this.facts.lost(this.attempt.lost);
  }

  private async end(attempt: PeerAttempt | undefined): Promise<void> {
    if (attempt === undefined) return;
    clearTimeout(attempt.deadline);
    attempt.leave();
    if (attempt.connected && attempt.origin !== undefined) this.departed.add(this.id, attempt.origin.peerConnection);
    await attempt.peer.close();
  }

  private overtaken(): ReactorError {
    return new ReactorError(
      'negotiation_failed',
      `connection ${this.id} made a newer offer or left; this offer is not answered`,
    );
  }

  private eventsOf(attempt: Omit<PeerAttempt, 'peer'> & { peer?: MediaPeer }): MediaPeerEvents {
    const isCurrent = (): boolean => attempt.peer !== undefined && this.current === attempt.peer;
    const ifCurrent =
      <A extends unknown[]>(tell: (...args: A) => void) =>
      (...args: A): void => {
        if (isCurrent()) tell(...args);
      };
    return {
      connected: () => {
        attempt.connected = true;
        clearTimeout(attempt.deadline);
        if (!isCurrent()) return;
        this.facts.measured({ kind: 'connect', ms: performance.now() - attempt.offeredMs });
        this.facts.connected();
      },
      lost: (cause) => this.lose(attempt, cause),
      message: ifCurrent((message) => this.facts.message(message)),
      malformed: ifCurrent((error, channel) => this.facts.malformed(error, channel)),
      video: ifCurrent((track, picture, captureTimeUs) => this.facts.video(track, picture, captureTimeUs)),
      audio: ifCurrent((track, block) => this.facts.audio(track, block)),
      inputDropped: (track, cause) => this.facts.measured({ kind: 'inputDropped', track, cause, frames: 1 }),
      dropped: (what, count) => this.drop(attempt, what, count),
      candidate: (candidate) => {
        if (this.attempt === attempt || this.pending === attempt) attempt.onCandidate?.(candidate);
      },
    };
  }

  private drop(attempt: Omit<PeerAttempt, 'peer'>, what: PeerDrop, count: number): void {
    if (what === 'message') {
      this.facts.measured({ kind: 'messagesDropped', count });
      return;
    }
    this.facts.measured({ kind: 'signalingDropped', what, count });
    if (what !== 'excess_candidate' || attempt.overflowed === attempt.offers) return;
    attempt.overflowed = attempt.offers;
    this.facts.refused(
      'candidate_limit',
      'it sent more ICE candidates than are checked (webrtc.maxCandidates, webrtc.candidatesPerMinute); the rest are ignored',
    );
  }

  /** Reported at once only where nothing is being negotiated; otherwise that result decides. */
  private lose(attempt: Omit<PeerAttempt, 'peer'>, cause: string): void {
    attempt.lost = cause;
    if (this.attempt === attempt && this.pending === undefined) this.facts.lost(cause);
  }

  private armDeadline(attempt: PeerAttempt): void {
    clearTimeout(attempt.deadline);
    const limit = this.options.negotiationTimeoutMs;
    if (limit <= 0) return;
    attempt.deadline = setTimeout(() => {
      this.lose(attempt, `no connection within ${limit} ms of its offer`);
      // Where it was never answered, this settles its negotiation.
      if (this.pending === attempt) void attempt.peer.close();
    }, limit);
    attempt.deadline.unref();
  }
}

function lapsed(cause: string): ReactorError {
  return new ReactorError('negotiation_failed', `${cause}; create a new peer connection and offer again`);
}
