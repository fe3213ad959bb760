import { commandNamed, type ModelManifest } from '../../contract/index.js';
import { Logger } from '@nestjs/common';
import { type MediaChunk, sharedNowMs } from '../../media/index.js';
import { ClientMessages } from '../connection/client-messages.js';
import { AppliedInputs, type RestoreCall } from '../commands/applied-inputs.js';
import type { SessionNotice } from '../model/session-notice.js';
import type { Principal } from '../access/principal.js';
import { checkSessionAccess, isPrivate } from '../access/session-access.js';
import { closingStep } from './closing-step.js';
import { OrphanTimer } from './orphan-timer.js';
import { SessionEvents, type SessionEnding } from './session-events.js';
import { SessionLog } from './session-log.js';
import {
  type EndReason,
  isRunning,
  nextOccupancy,
  type Occupancy,
  type SessionMove,
  type SessionPhase,
  type TemporaryEnd,
} from './session-state.js';
import { isDeepStrictEqual } from 'node:util';
import { Seats } from '../access/seats.js';
import { toSeatList } from '../access/seat-list.js';
import { type SessionLimit, toTimeLimit } from './session-limit.js';
import { CommandDispatcher } from '../commands/command-dispatcher.js';
import type { CommandFact } from '../commands/command-fact.js';
import { RequestAdmission } from '../commands/request-admission.js';
import { CurrentInputs } from '../commands/current-inputs.js';
import { type EndNotice, toServerMessage } from './end-notice.js';
import type { InputChange, WireMessage } from '../ports/index.js';
import type { Participant } from '../connection/participant.js';
import { Participants } from '../connection/participants.js';
import { SessionOutput } from '../output/session-output.js';
import type { SessionDependencies } from './session-dependencies.js';
import { readSessionStatistics, type SessionStatistics } from '../connection/session-statistics.js';
import { TrackRouter } from '../connection/track-router.js';
import { describe, LogLine } from '../../logging/index.js';

/** How a session is asked to end. */
export interface StopRequest {
  readonly moderate: boolean;
  /** For its clients, in words. */
  readonly reason: string;
  /** Why, where nobody of the session asked: its time is over, or others take its place. */
  readonly end?: Extract<EndReason, 'timed_out' | 'evicted'>;
  readonly temporary?: TemporaryEnd;
}

/** Who started a session. */
export interface SessionStarter {
  /** As `ConnectionOwner.caller`; absent where that is not known. */
  readonly caller?: string | undefined;
  readonly principal?: Principal | undefined;
  /** Name of the visitor, as `SocketWire.visitor`, whose turn it is: nobody else controls the session. */
  readonly visitor?: string | undefined;
}

/**
 * One viewing of a model: its clients, their media and messages, from start to end. It owns the output and every
 * peer; `close` ends them all.
 */
export class Session {
  /** What happens in it. */
  readonly events = new SessionEvents();

  readonly participants: Participants;
  /** What the model emits; sinks may be added to it. */
  readonly output: SessionOutput;

  /** Who controls it. */
  readonly seats: Seats;

  private readonly tracks: TrackRouter;
  private readonly commands: CommandDispatcher;
  private readonly orphans: OrphanTimer;
  private readonly logger: Logger;
  private readonly applied = new AppliedInputs();
  /** Clients without a connection, by their ids: when they came. */
  private readonly outside = new Map<number, number>();
  private inputs: CurrentInputs;
  private now: Occupancy = { phase: 'waiting', connected: 0 };
  /** Set while the worker is away. */
  private interruption: SessionNotice | undefined;
  private limit: SessionLimit = { endsMs: undefined, waiting: 0 };
  private closing = false;
  private failed = false;
  private finished: Promise<void> | undefined;

  constructor(
    readonly id: string,
    private readonly parts: SessionDependencies,
    readonly starter: SessionStarter = {},
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
      frameSent: (frame) => {
        for (const { feed } of this.participants.all) feed.frameSent(frame);
      },
      closing: (what, step) => this.closed(what, step),
    });
    this.seats = new Seats(options, reservedFor(starter), () => this.seatsChanged());
    const requests = new RequestAdmission(worker.manifest.name, options, this.seats);
    this.tracks = new TrackRouter(worker.manifest, requests, this.seats);
    const { tracks } = this;
    this.inputs = new CurrentInputs(worker.manifest);
    this.commands = new CommandDispatcher(id, worker, files, facts, requests);
    facts.on('command', (fact) => this.commandDone(fact));
    this.participants = new Participants({
      options,
      events: facts,
      worker,
      output: this.output,
      tracks,
      commands: this.commands,
      seats: this.seats,
      requests,
      messages: new ClientMessages(this.commands, tracks, schema, facts, requests),
      sources: (connectionId) => ({
        inputs: (names) => this.inputs.read(names, connectionId),
        viewers: () => this.viewers,
        notice: () => this.interruption,
        seats: () => toSeatList(this.seats, connectionId),
        timeLimit: () => toTimeLimit(this.limit),
      }),
      checkAccess: (principal) => checkSessionAccess(this, principal),
      opened: (participant) => this.opened(participant),
      closed: (participant, cause) => this.left(participant, cause),
    });
  }

  get manifest(): ModelManifest {
    return this.parts.worker.manifest;
  }

  get phase(): SessionPhase {
    return this.now.phase;
  }

  /** The caller that started it, as `ConnectionOwner.caller`; undefined where that is not known. */
  get startedBy(): string | undefined {
    return this.starter.caller;
  }

  /** Only for who started it, and for who was given it. */
  get isPrivate(): boolean {
    return isPrivate(this.starter);
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
    const inside = this.participants.all.filter(({ open }) => open).map(({ id, joinedAtMs }) => ({ id, joinedAtMs }));
    return [...inside, ...[...this.outside].map(([id, joinedAtMs]) => ({ id, joinedAtMs }))];
  }

  /** What each of its viewers gets. */
  statistics(): Promise<SessionStatistics> {
    return readSessionStatistics(this.participants, this.output);
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

  /**
   * Counts a client that has no connection here, such as a server with viewers of its own: the model runs for it, and the
   * session does not end for want of clients.
   * @returns the function that ends this. Throws `connection_limit`
   */
  addOutsideClient(): () => void {
    const id = this.participants.reserve({ surface: 'outside', caller: '' });
    const joinedAtMs = performance.now();
    this.outside.set(id, joinedAtMs);
    this.opened({ id, joinedAtMs });
    return () => {
      if (this.outside.delete(id) && this.isRunning) this.left({ id }, 'it is not watched from outside any more');
    };
  }

  /** Ends it as asked. @returns false where it is ending already */
  stop({ moderate, reason, end, temporary }: StopRequest): boolean {
    if (moderate) {
      const message = 'Session terminated due to policy violation.';
      return this.end({ move: 'stop', reason: 'moderated' }, message);
    }
    return this.end({
      move: 'stop',
      reason: end ?? 'stopped',
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
    for (const { feed } of this.participants.all) feed.inputsReplaced();
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
    const { participants } = this;
    const receivers = clientId === undefined ? participants.all : [participants.find(clientId)];
    for (const receiver of receivers) {
      if (receiver?.open) participants.send(receiver, { kind: 'modelMessage', type: message.type, data: message.data });
    }
  }

  /** Of the model's state: sent to subscribers. */
  changeInputs(changes: readonly InputChange[]): void {
    if (this.closing) return;
    this.applied.changed(this.manifest, changes);
    this.feedInputs(this.inputs.change(changes));
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
    this.commands.close();
    if (!notice.silent) this.announce(notice);
    this.participants.stop();
    const turnEnded = this.parts.worker.endSession(notice.reason);
    await this.closed('the turn of the model', turnEnded);
    const left = this.participants.clear();
    await Promise.all(left.map(({ id, peer }) => this.closed(`connection ${id}`, peer.close())));
    for (const { socket } of left) socket?.ended(notice);
    // After the reason: a client that knows it does not ask for another stream.
    for (const { stream } of left) stream.close('the session has ended');
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
    for (const { feed } of this.participants.all) feed.notice(notice);
  }

  /** Says when it ends by itself: sent to who has subscribed to it. */
  limitTime(limit: SessionLimit): void {
    if (isDeepStrictEqual(limit, this.limit)) return;
    this.limit = limit;
    for (const { feed } of this.participants.all) feed.timeLimitChanged();
  }

  private async closed(what: string, step: Promise<unknown>): Promise<void> {
    await closingStep(what, this.parts.options.closeTimeoutMs, step, this.id);
  }

  private announce(notice: EndNotice): void {
    const message = toServerMessage(notice);
    for (const participant of this.participants.all) {
      if (participant.socket === undefined) this.participants.send(participant, message);
    }
  }

  private commandDone(fact: CommandFact): void {
    if (fact.verdict !== 'applied') return;
    const { call, reply, requestId, frame, times } = fact;
    if (requestId !== undefined) {
      const receivedMs = sharedNowMs() - performance.now() + times.receivedMs;
      this.participants.find(fact.connectionId)?.feed.commandApplied({ requestId, frame, receivedMs });
    }
    this.applied.command(this.manifest, call);
    this.feedInputs(this.inputs.applied(call.clientId, call.command, reply));
  }

  private opened({ id, joinedAtMs }: Pick<Participant, 'id' | 'joinedAtMs'>): void {
    this.parts.worker.connect({ id, joinedAtMs });
    this.move('opened', () => this.events.opened(id));
    this.feedViewers();
  }

  private left({ id }: Pick<Participant, 'id'>, cause: string): void {
    this.inputs.left(id);
    this.parts.worker.disconnect(id);
    this.move('closed', () => this.events.closed(id, cause));
    this.feedViewers();
  }

  /** Who only watches from now on leaves the inputs that it published to others. */
  private seatsChanged(): void {
    for (const participant of this.participants.all) {
      if (this.seats.watches(participant.id)) this.tracks.leave(participant);
      participant.feed.seatsChanged();
    }
    this.events.emit('seats');
  }

  private feedInputs(names: readonly string[]): void {
    if (names.length > 0) for (const { feed } of this.participants.all) feed.inputsChanged(names);
  }

  private feedViewers(): void {
    for (const { feed } of this.participants.all) feed.viewersChanged();
  }
}

/** Names of the person who controls the session; none: whoever comes. A visitor may connect over HTTP, where no ticket is shown. */
function reservedFor({ visitor, caller }: SessionStarter): readonly string[] {
  if (visitor === undefined) return [];
  return caller === undefined ? [visitor] : [visitor, caller];
}
