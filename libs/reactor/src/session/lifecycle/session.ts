import { setTimeout as delay } from 'node:timers/promises';
import { type ServerMessage, type UploadReference, WireError } from '@nestjs-reactor/protocol';
import { commandNamed, type ModelManifest } from '../../contract/index.js';
import { ReactorError, toReactorError } from '../../errors/index.js';
import { Logger } from '@nestjs/common';
import type { MediaChunk } from '../../media/index.js';
import { ExpiryTimer } from '../access/expiry-timer.js';
import { checkPermission, EXPIRED_MESSAGE } from '../access/permission.js';
import { PolledAnswers } from '../connection/polled-answers.js';
import { Subscription } from '../connection/subscription.js';
import { ClientMessages } from '../connection/client-messages.js';
import { AppliedInputs, type RestoreCall } from '../commands/applied-inputs.js';
import type { SessionNotice } from '../model/restart-policy.js';
import { closingStep } from './closing-step.js';
import { OrphanTimer } from './orphan-timer.js';
import { SessionEvents, type SessionEnding } from './session-events.js';
import { SessionLog } from './session-log.js';
import {
  isRunning,
  nextOccupancy,
  type Occupancy,
  type SessionMove,
  type SessionPhase,
  type TemporaryEnd,
} from './session-state.js';
import { CommandDispatcher } from '../commands/command-dispatcher.js';
import { RequestAdmission } from '../commands/request-admission.js';
import { ConnectionIds, SINGLE_CONNECTION_ID } from '../connection/connection-ids.js';
import { type ConnectionOwner, isSameOwner } from '../connection/connection-owner.js';
import { ConnectionPeer, type OfferRequest } from '../connection/connection-peer.js';
import { ClosedPeers } from '../connection/closed-peers.js';
import { EarlyCandidates } from '../connection/early-candidates.js';
import { CurrentInputs } from '../commands/current-inputs.js';
import { type EndNotice, toServerMessage } from './end-notice.js';
import { OfferLimits } from '../connection/offer-limits.js';
import type {
  CommandOutcome,
  IceCandidate,
  IceServer,
  InputChange,
  MediaPeer,
  PeerStats,
  WireMessage,
} from '../ports/index.js';
import { PingWatchdog } from '../connection/ping-watchdog.js';
import { Participant, type SocketWire } from '../connection/participant.js';
import { SessionConnection } from '../connection/session-connection.js';
import { SessionOutput } from '../output/session-output.js';
import type { SessionDependencies } from './session-dependencies.js';
import { SingleConnections } from '../connection/single-connections.js';
import { stageAnswer } from '../connection/stage-answer.js';
import { TokenBucket } from '../../limits/token-bucket.js';
import { iceServersNow } from '../connection/turn-credentials.js';
import { TrackRouter } from '../connection/track-router.js';
import { describe, LogLine } from '../../logging/index.js';

/** How long one connection may take to report its counters: half of the time between two samples. */
const STATS_LIMIT_MS = 1_000;

/** A socket belongs to one client and names no other connection. */
const SOCKET_OWNER: ConnectionOwner = { surface: 'socket', caller: '' };

const REPLACED: ServerMessage = {
  kind: 'connectionEnded',
  code: 'connection_replaced',
  message: 'another peer connection of this client took the place of this one; it closes now',
};

const EXPIRED: ServerMessage = { kind: 'connectionEnded', code: 'authorization_expired', message: EXPIRED_MESSAGE };

/** How long a client may take to receive the reason before its connection closes. */
const GOODBYE_MS = 250;
/** How a session is asked to end. */
export interface StopRequest {
  readonly moderate: boolean;
  readonly reason: string;
  readonly temporary?: TemporaryEnd;
}

/**
 * One viewing of a model: its clients, their media and messages, from start to end. It owns the output and every
 * peer; `close` ends them all.
 */
export class Session {
  /** What happens in it. */
  readonly events = new SessionEvents();

  private readonly clients = new Map<number, Participant>();
  private readonly ids = new ConnectionIds();
  private readonly singles = new SingleConnections((id) => this.clients.has(id));
  private readonly answers: PolledAnswers;
  private readonly early: EarlyCandidates;
  private readonly departed = new ClosedPeers();
  private readonly offers: OfferLimits;
  /** What the model emits; sinks may be added to it. */
  readonly output: SessionOutput;

  private readonly tracks: TrackRouter;
  private readonly commands: CommandDispatcher;
  private readonly messages: ClientMessages;
  private readonly watchdog: PingWatchdog;
  private readonly orphans: OrphanTimer;
  private readonly logger: Logger;
  private readonly applied = new AppliedInputs();
  private inputs: CurrentInputs;
  private now: Occupancy = { phase: 'waiting', connected: 0 };
  /** Set while the worker is away. */
  private interruption: SessionNotice | undefined;
  private closing = false;
  private failed = false;
  private finished: Promise<void> | undefined;

  /** @param startedBy the caller that started it, as `ConnectionOwner.caller`; undefined where that is not known */
  constructor(
    readonly id: string,
    private readonly parts: SessionDependencies,
    readonly startedBy?: string,
  ) {
    const { worker, engines, files, options, schema } = parts;
    const facts = this.events;
    this.logger = new Logger(`Reactor:${worker.manifest.name}`);
    new SessionLog(id, this.logger, (command) => commandNamed(this.manifest, command) !== undefined).follow(facts);
    this.orphans = new OrphanTimer(options.orphanTimeoutMs, () => this.end({ move: 'timeout', reason: 'timed_out' }));
    this.output = new SessionOutput({
      sessionId: id,
      worker,
      engines,
      measured: (measurement) => facts.measured(measurement),
      closing: (what, step) => this.closed(what, step),
    });
    this.answers = new PolledAnswers(options.maxStagedAnswers, () =>
      facts.measured({ kind: 'signalingDropped', what: 'answer', count: 1 }),
    );
    this.early = new EarlyCandidates(options.maxEarlyCandidates, options.maxEarlyConnections, (count) =>
      facts.measured({ kind: 'signalingDropped', what: 'early_candidate', count }),
    );
    this.offers = new OfferLimits(options);
    const requests = new RequestAdmission(worker.manifest.name, options);
    this.tracks = new TrackRouter(worker.manifest, requests);
    this.inputs = new CurrentInputs(worker.manifest);
    this.commands = new CommandDispatcher(id, worker, files, facts, requests, (call, reply) => {
      this.applied.command(this.manifest, call);
      this.feedInputs(this.inputs.applied(call.clientId, call.command, reply));
    });
    this.messages = new ClientMessages(this.commands, this.tracks, schema, facts, requests);
    this.watchdog = new PingWatchdog(
      options.pingTimeoutMs,
      () => this.clients.values(),
      (client, cause) => this.lose(client, cause),
    );
  }

  get manifest(): ModelManifest {
    return this.parts.worker.manifest;
  }

  get phase(): SessionPhase {
    return this.now.phase;
  }

  /** Clients may join and send commands. */
  get isRunning(): boolean {
    return isRunning(this.now.phase);
  }

  /** It ended, or is ending, because the model failed. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** Number of clients that are connected. */
  get viewers(): number {
    return this.now.connected;
  }

  /** Clients that are connected, as the model knows them. */
  get connectedClients(): readonly { readonly id: number; readonly joinedAtMs: number }[] {
    return [...this.clients.values()].filter(({ open }) => open).map(({ id, joinedAtMs }) => ({ id, joinedAtMs }));
  }

  /** Begins: from now on it ends by itself when it has no client for too long. */
  start(params: Readonly<Record<string, unknown>>): void {
    this.events.emit('started', params);
    this.orphans.follow(this.now.phase);
  }

  /** A client will come: the time without one starts again. */
  awaitClient(): void {
    this.orphans.follow(this.now.phase);
  }

  /** Ends it as asked. @returns false where it is ending already */
  stop({ moderate, reason, temporary }: StopRequest): boolean {
    if (moderate) {
      const message = 'Session terminated due to policy violation.';
      return this.end({ move: 'stop', reason: 'moderated' }, message);
    }
    return this.end({
      move: 'stop',
      reason: 'stopped',
      ...(reason === '' ? {} : { closeReason: reason }),
      ...(temporary === undefined ? {} : { temporary }),
    });
  }

  /** The model cannot go on with it. */
  fail(message: string, temporary?: TemporaryEnd): void {
    this.failed ||= this.isRunning;
    this.end({ move: 'stop', reason: 'error', ...(temporary === undefined ? {} : { temporary }) }, message);
  }

  /** Resolves when everything of it is closed. */
  async whenEnded(): Promise<void> {
    await this.finished;
  }

  /** The worker is away; clients stay, and the last picture. */
  interrupt(notice: SessionNotice): void {
    this.interruption = notice;
    this.output.change({ flush: true });
    this.announceNotice(notice);
  }

  /** The worker runs it again. */
  resume(notice: SessionNotice): void {
    this.interruption = undefined;
    for (const { feed } of this.clients.values()) feed.inputsReplaced();
    this.announceNotice(notice);
  }

  /**
   * Applies what clients have set in a new worker, as far as its manifest accepts it.
   * @returns the inputs whose values were not accepted, by name
   */
  async restore(send: RestoreCall, manifest: ModelManifest): Promise<readonly string[]> {
    this.inputs = new CurrentInputs(manifest, this.inputs);
    return await this.applied.restore(send, manifest);
  }

  get iceServers(): readonly IceServer[] {
    return iceServersNow(this.parts.options);
  }

  /** Clients in the session, including those still negotiating. */
  get size(): number {
    return this.clients.size;
  }

  /** Reserves a connection id for this caller; throws `connection_limit` where the session is full. */
  reserve(owner: ConnectionOwner): number {
    this.checkRoom();
    const id = this.ids.next(owner);
    if (id === undefined) throw new ReactorError('connection_limit', 'no connection id was found; try again');
    return id;
  }

  /** Is this id without a client and not reserved? An offer on it then joins the session. */
  isFree(connectionId: number): boolean {
    return !this.ids.isTaken(connectionId);
  }

  /**
   * The id of a caller whose client version never names its connection: 1001 where free, else its own id. Undefined
   * while it has made no request that needs one.
   */
  singleConnection({ caller }: ConnectionOwner): number | undefined {
    const id = this.singles.of(caller);
    const holder = id === undefined ? undefined : this.ids.ownerOf(id);
    return holder === undefined || holder.caller === caller || !this.ids.isTaken(id!) ? id : undefined;
  }

  /**
   * Assigns such a caller its connection. One that continues a peer connection from another address keeps it.
   * @param sdp of the offer that it is for
   */
  reserveSingle(owner: ConnectionOwner, sdp?: string): number {
    const continued = sdp === undefined ? undefined : [...this.singles.all].find((id) => this.continues(id, sdp));
    if (continued === undefined) this.checkRoom();
    const free = this.isFree(SINGLE_CONNECTION_ID) ? SINGLE_CONNECTION_ID : undefined;
    const id = continued ?? free ?? this.reserve(owner);
    if (id === free) this.claim(id, owner);
    this.singles.assign(owner.caller, id);
    return id;
  }

  /**
   * Answers an offer. On an open connection it continues the media, or replaces them, and the client stays in the
   * session. From a caller other than its owner, only an offer that continues the connection's own peer connection is
   * accepted: that is the same client at another address, which owns it from then on.
   * @returns the answer; rejects with `bad_sdp`, `negotiation_failed` or `connection_limit`, and then a connection that
   * was not open before is removed, or with `connection_taken`, `rate_limited` or `forbidden`, and then nothing has
   * changed
   */
  async negotiate(connectionId: number, owner: ConnectionOwner, request: OfferRequest): Promise<string> {
    this.claim(connectionId, owner, request.sdp);
    this.offers.pace(connectionId);
    this.checkIceServers(request.iceServers);
    const client = this.clients.get(connectionId) ?? this.admit(connectionId, owner);
    client.offers++;
    client.lastHeardMs = performance.now();
    client.pings = request.wire !== 'flat' && client.socket === undefined;
    this.answers.drop(connectionId);
    client.peer.addCandidates(this.early.take(connectionId));
    try {
      const answer = await client.peer.accept(request, owner.address);
      this.events.answered(connectionId, answer);
      return answer;
    } catch (error) {
      if (!client.open && client.peer.current === undefined) this.lose(client, 'its offer failed');
      throw error;
    }
  }

  /**
   * The same for a client that polls: resolves when the answer is stored, or after a second while it is pending, and
   * rejects when it failed before that.
   */
  async offer(connectionId: number, owner: ConnectionOwner, request: OfferRequest): Promise<void> {
    const negotiation = this.negotiate(connectionId, owner, request);
    const client = this.clients.get(connectionId);
    const offer = client?.offers;
    await stageAnswer(this.answers, {
      connectionId,
      negotiation,
      waitMs: this.parts.options.answerWaitMs,
      overtaken: () => client?.offers !== offer || (this.clients.get(connectionId) ?? client) !== client,
      onLateFailure: (failure) => this.events.refused(connectionId, failure),
    });
  }

  /**
   * The stored answer, once; undefined while it is pending. Throws the negotiation's error, or `connection_taken` for a
   * caller that did not make the offer.
   */
  takeAnswer(connectionId: number, owner: ConnectionOwner): string | undefined {
    const holder = this.ids.ownerOf(connectionId);
    if (holder !== undefined && !isSameOwner(holder, owner)) throw takenByAnother(connectionId);
    return this.answers.take(connectionId);
  }

  /**
   * For a connection without an offer they are queued until one arrives, and the connection belongs to the caller from
   * then on. Throws `connection_taken`.
   */
  addCandidates(connectionId: number, owner: ConnectionOwner, candidates: readonly IceCandidate[]): void {
    this.claim(connectionId, owner);
    const client = this.clients.get(connectionId);
    if (client === undefined) this.early.keep(connectionId, candidates);
    else client.peer.addCandidates(candidates);
  }

  /** Admits a client that uses a socket; it counts as connected at once. Throws `connection_limit`. */
  join(wire: SocketWire): SessionConnection {
    const { senderAddress: address, principal } = wire;
    const owner: ConnectionOwner = { ...SOCKET_OWNER, ...(address === undefined ? {} : { address }), principal };
    const id = this.reserve(owner);
    const client = this.admit(id, owner, wire);
    this.open(client);
    return new SessionConnection(id, {
      negotiate: (request) => this.negotiate(id, owner, request),
      addCandidates: (candidates) => this.addCandidates(id, owner, candidates),
      command: (name: string, args: unknown, uploads: Record<string, UploadReference>) =>
        this.command(client, name, args, uploads),
      fileUploaded: (uploadId) => this.commands.fileUploaded(client, uploadId),
      setFlowing: (track, flowing) => this.tracks.setFlowing(client, track, flowing),
      publish: (track) => this.tracks.publish(client, track),
      unpublish: (track) => this.tracks.unpublish(client, track),
      subscribe: (topics) => client.feed.subscribe(topics),
      leave: () => this.lose(client, 'it left'),
    });
  }

  /** From the model, at any time; chunks after the end are released unused. */
  play(chunk: MediaChunk): void {
    if (this.closing) this.output.refuse(chunk);
    else this.output.submit(chunk);
  }

  changePlayout(change: { readonly fps?: number; readonly flush?: boolean }): void {
    this.output.change(change);
  }

  /** A message of the model to one client or to all. A failure to send to one client does not affect the others. */
  sendMessage(message: WireMessage, clientId: number | undefined): void {
    const receivers = clientId === undefined ? this.clients.values() : [this.clients.get(clientId)];
    for (const client of receivers) {
      if (client?.open) this.send(client, { kind: 'modelMessage', type: message.type, data: message.data });
    }
  }

  /** Of the model's state: sent to subscribers. */
  changeInputs(changes: readonly InputChange[]): void {
    if (this.closing) return;
    this.applied.changed(this.manifest, changes);
    this.feedInputs(this.inputs.change(changes));
  }

  /** Each client's media counters, by connection id; none where its connection does not report them in time. */
  async stats(): Promise<Map<number, PeerStats>> {
    const all = [...this.clients.values()].map(async ({ id, peer }) => {
      const { current } = peer;
      if (current === undefined) return [id, {}] as const;
      const told = current.stats().catch((): PeerStats => ({}));
      return [id, await Promise.race([told, delay<PeerStats>(STATS_LIMIT_MS, {}, { ref: false })])] as const;
    });
    return new Map(await Promise.all(all));
  }

  /**
   * Ends the session: all clients are sent the reason, the model's turn ends, then connections close, then the output,
   * then the files are removed. Each step has `closeTimeoutMs`; one that takes longer is logged and the next begins.
   * Resolves when the model's turn has ended too.
   * Never rejects.
   */
  private async close(notice: EndNotice): Promise<void> {
    this.closing = true;
    this.orphans.stop();
    this.watchdog.stop();
    this.commands.close();
    if (!notice.silent) this.announce(notice);
    for (const client of this.clients.values()) {
      client.gone.abort();
      client.feed.close();
      client.expiry.clear();
    }
    const turnEnded = this.parts.worker.endSession(notice.reason);
    await this.closed('the turn of the model', turnEnded);
    const clients = [...this.clients.values()];
    this.clients.clear();
    await Promise.all(clients.map((client) => this.closed(`connection ${client.id}`, client.peer.close())));
    for (const client of clients) client.socket?.ended(notice);
    await this.output.close();
    await this.closed('the files', Promise.resolve(this.parts.files?.clear(this.id)));
    // The host's own limit bounds it: the next session must not begin in the same worker before.
    await turnEnded;
  }

  private end(ending: SessionEnding, message = ending.closeReason ?? 'The session was stopped.'): boolean {
    const { reason, temporary } = ending;
    const moved = this.move(ending.move, () => this.events.emit('ending', ending));
    if (!moved) return false;
    const notice: EndNotice = {
      reason,
      message,
      silent: ending.move === 'timeout',
      ...(temporary === undefined ? {} : { temporary }),
    };
    this.finished = this.finish(notice);
    return true;
  }

  private async finish(notice: EndNotice): Promise<void> {
    try {
      await this.close(notice);
    } catch (error) {
      this.logger.error(new LogLine(`the session did not close cleanly: ${describe(error)}`, { session: this.id }));
    }
    this.move('cleaned', () => this.events.emit('ended'));
  }

  /** @returns false where the fact is illegal now: nothing changed then, and nothing was reported */
  private move(move: SessionMove, report: () => void): boolean {
    const next = nextOccupancy(this.now, move);
    if (next === undefined) return false;
    const before = this.now.phase;
    this.now = next;
    report();
    if (before === next.phase) return true;
    this.orphans.follow(next.phase);
    this.events.emit('phase', next.phase);
    return true;
  }

  /** Sent to who has subscribed to notices. */
  announceNotice(notice: SessionNotice): void {
    for (const { feed } of this.clients.values()) feed.notice(notice);
  }

  private async closed(what: string, step: Promise<unknown>): Promise<void> {
    await closingStep(what, this.parts.options.closeTimeoutMs, step, this.id);
  }

  private announce(notice: EndNotice): void {
    const message = toServerMessage(notice);
    for (const client of this.clients.values()) {
      if (client.socket === undefined) this.send(client, message);
    }
  }

  private async command(
    client: Participant,
    name: string,
    args: unknown,
    uploads: Record<string, UploadReference>,
  ): Promise<CommandOutcome> {
    client.lastHeardMs = performance.now();
    return await this.commands.run(client, name, args, uploads);
  }

  private checkIceServers(wanted: readonly IceServer[] = []): void {
    const { allowClientIceServers } = this.parts.options;
    const own = new Set(this.iceServers.flatMap(({ uris }) => uris));
    if (allowClientIceServers || wanted.every(({ uris }) => uris.every((uri) => own.has(uri)))) return;
    throw new ReactorError(
      'forbidden',
      'This server uses only its own ICE servers; leave ice_servers out of the offer, or send the servers that it lists',
      { field: 'ice_servers' },
    );
  }

  private checkRoom(): void {
    const { maxConnections } = this.parts.options;
    if (maxConnections > 0 && this.clients.size >= maxConnections) {
      throw new ReactorError(
        'connection_limit',
        `Connection limit reached: ${maxConnections} clients are connected; try again when one has left`,
      );
    }
  }

  /** Assigns the connection to the caller. Throws `connection_taken` where another caller owns it. */
  private claim(id: number, owner: ConnectionOwner, sdp?: string): void {
    const holder = this.ids.ownerOf(id);
    if (holder !== undefined && !isSameOwner(holder, owner)) {
      if (!this.ids.isTaken(id)) this.forget(id);
      else if (holder.surface !== owner.surface || sdp === undefined || !this.continues(id, sdp)) {
        throw takenByAnother(id);
      }
    }
    const client = this.clients.get(id);
    if (client === undefined) {
      this.ids.reserve(id, owner);
      return;
    }
    this.ids.hold(id, owner);
    this.authorize(client, owner);
  }

  /** The newest request of a connection says what it may do. */
  private authorize(client: Participant, { principal }: ConnectionOwner): void {
    client.principal = principal;
    if (client.socket === undefined) client.expiry.set(principal?.expiresAt);
  }

  /** The reason first; what it asks for until the end is refused. */
  private expire(client: Participant): void {
    if (client.open) this.send(client, EXPIRED);
    const end = setTimeout(() => this.lose(client, 'its authorization expired'), client.open ? GOODBYE_MS : 0);
    end.unref();
  }

  private continues(id: number, sdp: string): boolean {
    return this.clients.get(id)?.peer.continues(sdp) === true;
  }

  /** Remains of a client that had the id before. */
  private forget(id: number): void {
    this.answers.drop(id);
    const count = this.early.take(id).length;
    if (count > 0) this.events.measured({ kind: 'signalingDropped', what: 'early_candidate', count });
  }

  private admit(id: number, owner: ConnectionOwner, socket?: SocketWire): Participant {
    if (this.closing) throw new ReactorError('no_session', 'the session is ending; start a new one');
    this.checkRoom();
    const { options, worker } = this.parts;
    const facts = this.events;
    const peer = new ConnectionPeer(id, this.output, options, this.departed, this.offers, {
      connected: () => this.open(client),
      measured: (measurement) => facts.measured(measurement),
      refused: (code, message) => facts.refused(id, { code, message }),
      lost: (cause) => this.peerLost(client, cause),
      replaced: (replaced) => this.announceReplacement(client, replaced),
      unsent: (messages) => {
        for (const message of messages) this.send(client, message);
      },
      message: (message) => {
        client.lastHeardMs = performance.now();
        this.messages.handle(client, message);
      },
      malformed: (error, channel) => {
        client.lastHeardMs = performance.now();
        this.messages.malformed(client, error, channel);
      },
      video: (track, picture, captureTimeUs) => {
        if (this.admitsMedia(client, track)) worker.pushVideo(track, picture, captureTimeUs);
      },
      audio: (track, block) => {
        if (this.admitsMedia(client, track)) worker.pushAudio(track, block);
      },
    });
    const requests = new TokenBucket(options.commandsPerSecond, options.commandBurst);
    const feed = new Subscription(
      { inputs: (names) => this.inputs.read(names, id), viewers: () => this.viewers, notice: () => this.interruption },
      { send: (message) => this.send(client, message), backlog: () => client.backlog },
    );
    const expiry = new ExpiryTimer(() => this.expire(client));
    const client: Participant = new Participant(id, peer, requests, feed, expiry, socket);
    this.clients.set(id, client);
    this.ids.hold(id, owner);
    this.authorize(client, owner);
    return client;
  }

  /** May one picture or block of this client be sent to the model? A dropped one is counted. */
  private admitsMedia(client: Participant, track: string): boolean {
    const cause = this.tracks.dropCauseOf(client, track);
    if (cause === undefined) return true;
    this.events.measured({ kind: 'inputDropped', track, cause, frames: 1 });
    if (cause === 'forbidden' && !client.saidForbidden) this.refuseMedia(client);
    return false;
  }

  /** Once for each client. */
  private refuseMedia(client: Participant): void {
    client.saidForbidden = true;
    try {
      checkPermission(client.principal, { role: 'publish' });
    } catch (error) {
      const { code, message } = toReactorError(error);
      this.events.refused(client.id, { code, message });
      this.send(client, { kind: 'error', code, message, channel: 'control' });
    }
  }

  private open(client: Participant): void {
    client.lastHeardMs = performance.now();
    if (client.open || this.closing) return;
    client.open = true;
    client.joinedAtMs = client.lastHeardMs;
    this.parts.worker.connect({ id: client.id, joinedAtMs: client.joinedAtMs });
    this.move('opened', () => this.events.opened(client.id));
    this.feedViewers();
  }

  /** A client on a socket stays when only its media ended: it may offer again. */
  private peerLost(client: Participant, cause: string): void {
    if (client.socket === undefined) this.lose(client, cause);
    else void client.peer.release();
  }

  private lose(client: Participant, cause: string): void {
    if (this.closing || this.clients.get(client.id) !== client) return;
    this.remove(client, cause);
  }

  private remove(client: Participant, cause: string): void {
    this.clients.delete(client.id);
    this.ids.release(client.id);
    client.gone.abort();
    client.feed.close();
    client.expiry.clear();
    this.inputs.left(client.id);
    this.tracks.leave(client);
    void client.peer.close();
    if (!client.open) return;
    client.open = false;
    this.parts.worker.disconnect(client.id);
    this.move('closed', () => this.events.closed(client.id, cause));
    this.feedViewers();
  }

  private feedInputs(names: readonly string[]): void {
    if (names.length > 0) for (const { feed } of this.clients.values()) feed.inputsChanged(names);
  }

  private feedViewers(): void {
    for (const { feed } of this.clients.values()) feed.viewersChanged();
  }

  /** A socket's client made the newer offer itself, on the same socket. */
  private announceReplacement(client: Participant, replaced: MediaPeer): void {
    if (client.socket !== undefined) return;
    try {
      replaced.send(REPLACED);
    } catch {
      // It is about to close; the client that replaced it is connected.
    }
  }

  private send(client: Participant, message: ServerMessage): void {
    try {
      client.send(message);
    } catch (error) {
      this.events.measured({ kind: 'messagesDropped', count: 1 });
      this.events.refused(client.id, error instanceof WireError ? error : toReactorError(error));
    }
  }
}

function takenByAnother(connectionId: number): ReactorError {
  return new ReactorError(
    'connection_taken',
    `connection ${connectionId} belongs to another client; ask for a connection of your own`,
  );
}
