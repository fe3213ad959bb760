import { type ServerMessage, type UploadReference, WireError } from '@nestjs-reactor/protocol';
import { ReactorError, toReactorError } from '../../errors/index.js';
import { TokenBucket } from '../../limits/token-bucket.js';
import type { Principal } from '../access/principal.js';
import { ExpiryTimer } from '../access/expiry-timer.js';
import { EXPIRED_MESSAGE } from '../access/permission.js';
import type { Seats } from '../access/seats.js';
import type { CommandDispatcher } from '../commands/command-dispatcher.js';
import type { RequestAdmission } from '../commands/request-admission.js';
import type { SessionEvents } from '../lifecycle/session-events.js';
import type { SessionOptions } from '../lifecycle/session.options.js';
import type { SessionWorker } from '../model/session-worker.js';
import type { SessionOutput } from '../output/session-output.js';
import type { CommandOutcome, IceCandidate, IceServer, MediaPeer, PeerStats } from '../ports/index.js';
import { checkClientIceServers } from './client-ice-servers.js';
import type { ClientMessages } from './client-messages.js';
import { ClosedPeers } from './closed-peers.js';
import { ConnectionClaims } from './connection-claims.js';
import type { ConnectionOwner } from './connection-owner.js';
import { ConnectionPeer } from './connection-peer.js';
import { ConnectionStream } from './connection-stream.js';
import { MediaAdmission } from './media-admission.js';
import { OfferLimits } from './offer-limits.js';
import type { OfferRequest } from './offer-request.js';
import { Participant, type SocketWire } from './participant.js';
import { statisticsOf } from './peer-statistics.js';
import { PingWatchdog } from './ping-watchdog.js';
import { type ControlAction, SessionConnection } from './session-connection.js';
import { type FeedSources, Subscription } from './subscription.js';
import type { TrackRouter } from './track-router.js';
import { iceServersNow } from './turn-credentials.js';

/** How long a client may take to receive the reason before its connection closes. */
const GOODBYE_MS = 250;

/** A socket belongs to one client and names no other connection. */
const SOCKET_OWNER: ConnectionOwner = { surface: 'socket', caller: '' };

const REPLACED: ServerMessage = {
  kind: 'connectionEnded',
  code: 'connection_replaced',
  message: 'another peer connection of this client took the place of this one; it closes now',
};

const EXPIRED: ServerMessage = { kind: 'connectionEnded', code: 'authorization_expired', message: EXPIRED_MESSAGE };

/** What the participants of a session work with. */
export interface ParticipantsParts {
  readonly options: SessionOptions;
  readonly events: SessionEvents;
  readonly worker: SessionWorker;
  readonly output: SessionOutput;
  readonly tracks: TrackRouter;
  readonly commands: CommandDispatcher;
  readonly messages: ClientMessages;
  readonly seats: Seats;
  readonly requests: RequestAdmission;
  /** What a participant's subscription reads, by its connection id. */
  readonly sources: (connectionId: number) => FeedSources;
  /** Throws `forbidden` where the client may not join. */
  readonly checkAccess: (principal: Principal | undefined) => void;
  /** A participant is connected, or has left: the session counts it and its model is notified. */
  readonly opened: (participant: Participant) => void;
  readonly closed: (participant: Participant, cause: string) => void;
}

/**
 * The clients of one session: who owns which connection, their media and messages, from the first request to the last.
 * Once it is closing nobody joins any more, and nobody is removed but by its end.
 */
export class Participants {
  private readonly members = new Map<number, Participant>();
  private readonly claims: ConnectionClaims;
  private readonly closedPeers = new ClosedPeers();
  private readonly offers: OfferLimits;
  private readonly media: MediaAdmission;
  private readonly watchdog: PingWatchdog;
  private closing = false;

  constructor(private readonly parts: ParticipantsParts) {
    const { options, events } = parts;
    const holders = {
      has: (id: number) => this.members.has(id),
      continues: (id: number, sdp: string) => this.continues(id, sdp),
    };
    this.claims = new ConnectionClaims(options, holders, (count) =>
      events.measured({ kind: 'signalingDropped', what: 'early_candidate', count }),
    );
    this.offers = new OfferLimits(options);
    this.media = new MediaAdmission(parts, (participant, { code, message }) => {
      events.refused(participant.id, { code, message });
      this.send(participant, { kind: 'error', code, message, channel: 'control' });
    });
    this.watchdog = new PingWatchdog(
      options.pingTimeoutMs,
      () => this.all,
      (participant, cause) => this.lose(participant, cause),
    );
  }

  /** Including those still negotiating, in the order in which they came. */
  get all(): readonly Participant[] {
    return [...this.members.values()];
  }

  get size(): number {
    return this.members.size;
  }

  /** STUN and TURN servers for the next offer. */
  get iceServers(): readonly IceServer[] {
    return iceServersNow(this.parts.options);
  }

  find(connectionId: number): Participant | undefined {
    return this.members.get(connectionId);
  }

  /** Current or last owner of a connection; undefined for one that was never used, or is no longer remembered. */
  ownerOf(connectionId: number): ConnectionOwner | undefined {
    return this.claims.ownerOf(connectionId);
  }

  /** Is this id without a client and not reserved? An offer on it then joins the session. */
  isFree(connectionId: number): boolean {
    return this.claims.isFree(connectionId);
  }

  /** Is the offer from the peer connection that is connected here, or is being answered? */
  continues(connectionId: number, sdp: string): boolean {
    return this.members.get(connectionId)?.peer.continues(sdp) === true;
  }

  /**
   * Reserves a connection for this caller. Throws `forbidden`, `connection_limit` where the session is full, `connection_taken` where
   * another caller has the id.
   * @param wanted id; undefined: a new one
   */
  reserve(owner: ConnectionOwner, wanted?: number): number {
    this.parts.checkAccess(owner.principal);
    this.checkRoom();
    if (wanted === undefined) return this.claims.next(owner);
    this.claim(wanted, owner);
    return wanted;
  }

  /**
   * Answers an offer. On an open connection it continues the media, or replaces them, and the client stays in the
   * session. From a caller other than its owner, only an offer that continues the connection's own peer connection is
   * accepted: that is the same client at another address, which owns it from then on.
   * @returns the answer; rejects with `bad_sdp`, `negotiation_failed` or `connection_limit`, and then a connection that
   * was not open before is removed; so with `publish_refused` and `unknown_track` where it publishes; or with
   * `connection_taken`, `rate_limited` or `forbidden`, and then nothing has changed
   */
  async negotiate(connectionId: number, owner: ConnectionOwner, request: OfferRequest): Promise<string> {
    this.claim(connectionId, owner, request.sdp);
    this.offers.pace(connectionId);
    const { allowClientIceServers } = this.parts.options;
    if (!allowClientIceServers) checkClientIceServers(request.iceServers ?? [], this.iceServers);
    const participant = this.members.get(connectionId) ?? this.admit(connectionId, owner);
    participant.offers++;
    participant.lastHeardMs = performance.now();
    participant.pings = request.pings === true && participant.socket === undefined;
    participant.peer.addCandidates(this.claims.takeCandidates(connectionId));
    try {
      for (const track of request.publishes ?? []) this.parts.tracks.publish(participant, track);
      const answer = await participant.peer.accept(request, owner.address);
      this.parts.events.answered(connectionId, answer);
      return answer;
    } catch (error) {
      if (!participant.open && participant.peer.current === undefined) this.lose(participant, 'its offer failed');
      throw error;
    }
  }

  /**
   * For a connection without an offer they are queued until one arrives, and the connection belongs to the caller from
   * then on. Throws `connection_taken`.
   */
  addCandidates(connectionId: number, owner: ConnectionOwner, candidates: readonly IceCandidate[]): void {
    this.claim(connectionId, owner);
    const participant = this.members.get(connectionId);
    if (participant === undefined) this.claims.keepCandidates(connectionId, candidates);
    else participant.peer.addCandidates(candidates);
  }

  /** The client leaves. Nothing where it has no place here any more. */
  leave(connectionId: number): void {
    const participant = this.members.get(connectionId);
    if (participant !== undefined) this.lose(participant, 'it left');
  }

  /** The clients of this account may do nothing any more: each is sent `authorization_expired`, and leaves. */
  revoke(account: string): void {
    for (const participant of this.all) if (participant.principal?.account === account) this.expire(participant);
  }

  /** Throws `connection_taken` where the connection belongs to another caller. */
  checkOwner(connectionId: number, owner: ConnectionOwner): void {
    this.claims.check(connectionId, owner);
  }

  /** Admits a client that uses a socket; it counts as connected at once. Throws `connection_limit`. */
  join(wire: SocketWire): SessionConnection {
    const { senderAddress: address, principal } = wire;
    const owner: ConnectionOwner = { ...SOCKET_OWNER, ...(address === undefined ? {} : { address }), principal };
    const id = this.reserve(owner);
    const participant = this.admit(id, owner, wire);
    this.open(participant);
    const { commands, tracks } = this.parts;
    return new SessionConnection(id, {
      negotiate: (request) => this.negotiate(id, owner, request),
      addCandidates: (candidates) => this.addCandidates(id, owner, candidates),
      command: (name, args, uploads, requestId) => this.command(participant, name, args, uploads, requestId),
      fileUploaded: (uploadId) => commands.fileUploaded(participant, uploadId),
      setFlowing: (track, flowing) => tracks.setFlowing(participant, track, flowing),
      publish: (track) => tracks.publish(participant, track),
      unpublish: (track) => tracks.unpublish(participant, track),
      subscribe: (topics) => participant.feed.subscribe(topics),
      control: (action, to) => this.control(participant, action, to),
      openStream: async (codecs) => {
        tracks.checkWatch(participant);
        return await participant.stream.replace({ codecs });
      },
      closeStream: (stream, cause) => participant.stream.end(stream, cause),
      leave: () => this.lose(participant, 'it left'),
    });
  }

  /** A failure to send to one client does not affect the others: it is reported. */
  send(participant: Participant, message: ServerMessage): void {
    try {
      participant.send(message);
    } catch (error) {
      this.parts.events.measured({ kind: 'messagesDropped', count: 1 });
      this.parts.events.refused(participant.id, error instanceof WireError ? error : toReactorError(error));
    }
  }

  /** Each client's media counters, by connection id; none where its connection does not report them in time. */
  async stats(): Promise<Map<number, PeerStats>> {
    return await statisticsOf(this.all);
  }

  /** The session ends: nobody joins, waiting work of each client ends, and its subscription. */
  stop(): void {
    this.closing = true;
    this.watchdog.stop();
    for (const participant of this.members.values()) {
      participant.leftSignal.abort();
      participant.feed.close();
      participant.expiry.clear();
    }
  }

  /** @returns those who were left; their peers are still open */
  clear(): readonly Participant[] {
    const left = this.all;
    this.members.clear();
    return left;
  }

  private async command(
    participant: Participant,
    name: string,
    args: unknown,
    uploads: Record<string, UploadReference>,
    requestId: string | undefined,
  ): Promise<CommandOutcome> {
    participant.lastHeardMs = performance.now();
    return await this.parts.commands.run(participant, name, args, uploads, requestId);
  }

  /** Throws what the seats refuse with. */
  private control(participant: Participant, action: ControlAction, to?: number): void {
    const { seats, requests } = this.parts;
    requests.admit(participant, { role: 'view' });
    if (action === 'ask') seats.ask(participant.id);
    else if (action === 'release') seats.release(participant.id);
    else seats.give(participant.id, to ?? participant.id);
  }

  private checkRoom(): void {
    const { maxConnections } = this.parts.options;
    if (maxConnections > 0 && this.members.size >= maxConnections) {
      throw new ReactorError(
        'connection_limit',
        `Connection limit reached: ${maxConnections} clients are connected; try again when one has left`,
      );
    }
  }

  /** Throws `forbidden`, or `connection_taken` where another caller owns the connection. */
  private claim(id: number, owner: ConnectionOwner, sdp?: string): void {
    this.parts.checkAccess(owner.principal);
    this.claims.claim(id, owner, sdp);
    const participant = this.members.get(id);
    if (participant !== undefined) this.authorize(participant, owner);
  }

  /** The newest request of a connection says what it may do. */
  private authorize(participant: Participant, { principal }: ConnectionOwner): void {
    participant.principal = principal;
    if (participant.open) this.seat(participant);
    if (participant.socket === undefined) participant.expiry.set(principal?.expiresAt);
  }

  /** The reason first; what it asks for until the end is refused. */
  private expire(participant: Participant): void {
    if (participant.open) this.send(participant, EXPIRED);
    const goodbyeMs = participant.open ? GOODBYE_MS : 0;
    setTimeout(() => this.lose(participant, 'its authorization expired'), goodbyeMs).unref();
  }

  private admit(id: number, owner: ConnectionOwner, socket?: SocketWire): Participant {
    if (this.closing) throw new ReactorError('no_session', 'the session is ending; start a new one');
    this.checkRoom();
    const { options, events, output, messages, sources } = this.parts;
    const peer = new ConnectionPeer(id, output, options, this.closedPeers, this.offers, {
      connected: () => this.open(participant),
      measured: (measurement) => events.measured(measurement),
      refused: (code, message) => events.refused(id, { code, message }),
      lost: (cause) => this.peerLost(participant, cause),
      replaced: (replaced) => this.announceReplacement(participant, replaced),
      unsent: (unsent) => {
        for (const message of unsent) this.send(participant, message);
      },
      message: (message) => {
        participant.lastHeardMs = performance.now();
        messages.handle(participant, message);
      },
      malformed: (error, channel) => {
        participant.lastHeardMs = performance.now();
        messages.malformed(participant, error, channel);
      },
      video: (track, picture, captureTimeUs) => this.media.video(participant, track, picture, captureTimeUs),
      audio: (track, block) => this.media.audio(participant, track, block),
    });
    const stream = new ConnectionStream(output);
    const requests = new TokenBucket(options.commandsPerSecond, options.commandBurst);
    const feed = new Subscription(sources(id), {
      send: (message) => this.send(participant, message),
      dropped: (what) => events.measured({ kind: 'signalingDropped', what, count: 1 }),
      backlog: () => participant.backlog,
    });
    const expiry = new ExpiryTimer(() => this.expire(participant));
    const participant: Participant = new Participant(
      id,
      personOf(id, owner, socket),
      peer,
      stream,
      requests,
      feed,
      expiry,
      socket,
    );
    this.members.set(id, participant);
    this.claims.hold(id, owner);
    this.authorize(participant, owner);
    return participant;
  }

  private open(participant: Participant): void {
    participant.lastHeardMs = performance.now();
    if (participant.open || this.closing) return;
    participant.open = true;
    participant.joinedAtMs = participant.lastHeardMs;
    this.seat(participant);
    this.parts.opened(participant);
  }

  private seat({ id, person, principal }: Participant): void {
    const roles = principal?.roles;
    this.parts.seats.enter({
      id,
      names: person,
      mayControl: roles?.includes('control') ?? true,
      isOperator: roles?.includes('operate') ?? false,
    });
  }

  /** A client on a socket stays when only its media ended: it may offer again. */
  private peerLost(participant: Participant, cause: string): void {
    if (participant.socket === undefined) this.lose(participant, cause);
    else void participant.peer.release();
  }

  private lose(participant: Participant, cause: string): void {
    const { id } = participant;
    if (this.closing || this.members.get(id) !== participant) return;
    this.members.delete(id);
    this.claims.release(id);
    participant.leftSignal.abort();
    participant.feed.close();
    participant.expiry.clear();
    this.parts.tracks.leave(participant);
    this.parts.seats.leave(id);
    participant.stream.close(cause);
    void participant.peer.close();
    const wasOpen = participant.open;
    participant.open = false;
    if (wasOpen) this.parts.closed(participant, cause);
  }

  /** A socket's client made the newer offer itself, on the same socket. */
  private announceReplacement(participant: Participant, replaced: MediaPeer): void {
    if (participant.socket !== undefined) return;
    try {
      replaced.send(REPLACED);
    } catch {
      // It is about to close; the client that replaced it is connected.
    }
  }
}

/** Without a principal nobody knows which clients are of one person, unless a visitor shows a ticket. */
function personOf(id: number, { caller, principal }: ConnectionOwner, socket?: SocketWire): Participant['person'] {
  if (socket?.visitor !== undefined) return [socket.visitor];
  return principal === undefined ? [`connection ${id}`, caller] : [`principal ${principal.id}`];
}
