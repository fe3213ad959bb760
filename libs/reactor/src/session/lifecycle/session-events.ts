import { EventEmitter } from 'node:events';
import type { CommandFact } from '../commands/command-fact.js';
import type { CommandCall } from '../ports/index.js';
import type { Measurement } from './measurement.js';
import type { CommandRefusal, SessionObserver } from './session-observer.js';
import type { EndReason, SessionMove, SessionPhase, TemporaryEnd } from './session-state.js';

/** How a session's end was asked for. */
export interface SessionEnding {
  readonly move: Extract<SessionMove, 'stop' | 'timeout'>;
  readonly reason: EndReason;
  /** The given reason, for the journal. */
  readonly closeReason?: string;
  readonly temporary?: TemporaryEnd;
}

/** Facts of one session, each emitted once, in the order in which they happened. A listener must not throw. */
export interface SessionEventMap {
  /** `params`: what the client that started it sent along. */
  started: [params: Readonly<Record<string, unknown>>];
  /** A client is connected. */
  opened: [connectionId: number];
  /** Emitted once for each `opened`, while the session runs; never for the clients that its end closes. */
  closed: [connectionId: number, cause: string];
  answered: [connectionId: number, sdp: string];
  /** A command passed its schema and its author's rules: its one fact follows, when its outcome is known. */
  commandAccepted: [connectionId: number, call: CommandCall];
  /** One command, once, when its outcome is known. */
  command: [fact: CommandFact];
  refused: [connectionId: number, refusal: CommandRefusal];
  /** Something failed that no client asked for. */
  fault: [fault: { readonly code: string; readonly message: string }];
  /** A message of a newer client version, which is ignored. `known`: one of this client's was reported before. */
  unknownMessage: [connectionId: number, what: string, known: boolean];
  measured: [measurement: Measurement];
  /** Who controls the session has changed, or who is there. */
  seats: [];
  /** The state changed. */
  phase: [phase: SessionPhase];
  ending: [ending: SessionEnding];
  /** Everything of the session is closed. */
  ended: [];
}

/** Emits the facts of one session. */
export class SessionEvents extends EventEmitter<SessionEventMap> implements SessionObserver {
  opened(connectionId: number): void {
    this.emit('opened', connectionId);
  }

  closed(connectionId: number, cause: string): void {
    this.emit('closed', connectionId, cause);
  }

  answered(connectionId: number, sdp: string): void {
    this.emit('answered', connectionId, sdp);
  }

  commandAccepted(connectionId: number, call: CommandCall): void {
    this.emit('commandAccepted', connectionId, call);
  }

  command(fact: CommandFact): void {
    for (const measurement of measurementsOf(fact)) this.measured(measurement);
    this.emit('command', fact);
  }

  refused(connectionId: number, refusal: CommandRefusal): void {
    this.measured({ kind: 'refused', code: refusal.code });
    this.emit('refused', connectionId, refusal);
  }

  unknownMessage(connectionId: number, what: string, known: boolean): void {
    this.measured({ kind: 'unknownMessage' });
    this.emit('unknownMessage', connectionId, what, known);
  }

  measured(measurement: Measurement): void {
    this.emit('measured', measurement);
  }
}

/** The time of a check is without the wait for the command's files. */
function* measurementsOf(fact: CommandFact): Generator<Measurement> {
  const { name } = fact;
  if (fact.verdict === 'rejected') {
    const { code } = fact.refusal;
    const verdict = code === 'unresolved_upload' ? code : 'rejected';
    yield { kind: 'command', name, verdict, ms: fact.doneMs - fact.receivedMs };
    yield { kind: 'refused', code };
    return;
  }
  const { receivedMs, checkedMs, doneMs } = fact.times;
  yield { kind: 'command', name, verdict: 'accepted', ms: checkedMs - receivedMs };
  yield { kind: 'applied', ms: doneMs - receivedMs };
  if (fact.verdict === 'failed') yield { kind: 'refused', code: fact.refusal.code };
}
