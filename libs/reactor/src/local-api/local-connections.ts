import type { ConnectionOwner, OfferRequest, Session, SessionOptions } from '../session/index.js';
import { PolledAnswers } from './polled-answers.js';
import { SingleConnections } from './single-connections.js';
import { stageAnswer } from './stage-answer.js';

/** Id of the first client that supports one connection only and never requests an id; the contract's. */
export const SINGLE_CONNECTION_ID = 1001;

/**
 * The connections of one session for clients of the local routes: answers that are polled for, and the one connection
 * of clients that never name theirs.
 */
export class LocalConnections {
  private readonly answers: PolledAnswers;
  private readonly singles: SingleConnections;

  constructor(
    private readonly session: Session,
    private readonly options: SessionOptions,
  ) {
    const { events, participants } = session;
    this.answers = new PolledAnswers(options.maxStagedAnswers, () =>
      events.measured({ kind: 'signalingDropped', what: 'answer', count: 1 }),
    );
    this.singles = new SingleConnections((id) => participants.find(id) !== undefined);
  }

  /**
   * Accepts an offer whose answer is polled for: resolves when the answer is stored, or after a while as it is pending,
   * and rejects as `Participants.negotiate` does when it failed before that.
   */
  async offer(connectionId: number, owner: ConnectionOwner, request: OfferRequest): Promise<void> {
    const { participants, events } = this.session;
    const before = participants.find(connectionId)?.offers;
    const negotiation = participants.negotiate(connectionId, owner, request);
    const participant = participants.find(connectionId);
    const offer = participant?.offers;
    // One that was accepted makes the stored answer to the last one useless.
    if (offer !== before) this.answers.drop(connectionId);
    await stageAnswer(this.answers, {
      connectionId,
      caller: owner.caller,
      negotiation,
      waitMs: this.options.answerWaitMs,
      overtaken: () =>
        participant?.offers !== offer || (participants.find(connectionId) ?? participant) !== participant,
      onLateFailure: (failure) => events.refused(connectionId, failure),
    });
  }

  /**
   * The stored answer, once; undefined while it is pending. Throws the negotiation's error, or `connection_taken` for a
   * caller that did not make the offer.
   */
  takeAnswer(connectionId: number, owner: ConnectionOwner): string | undefined {
    this.session.participants.checkOwner(connectionId, owner);
    return this.answers.take(connectionId, owner.caller);
  }

  /**
   * The id of a caller whose client version never names its connection: 1001 where free, else its own id. Undefined
   * while it has made no request that needs one.
   */
  single({ caller }: ConnectionOwner): number | undefined {
    const { participants } = this.session;
    const id = this.singles.of(caller);
    if (id === undefined) return undefined;
    const holder = participants.ownerOf(id);
    return holder === undefined || holder.caller === caller || participants.isFree(id) ? id : undefined;
  }

  /**
   * Assigns such a caller its connection. One that continues a peer connection from another address keeps it.
   * @param sdp of the offer that it is for
   */
  reserveSingle(owner: ConnectionOwner, sdp?: string): number {
    const { participants } = this.session;
    const continued =
      sdp === undefined ? undefined : [...this.singles.all].find((id) => participants.continues(id, sdp));
    const free = participants.isFree(SINGLE_CONNECTION_ID) ? SINGLE_CONNECTION_ID : undefined;
    const id = continued ?? participants.reserve(owner, free);
    this.singles.assign(owner.caller, id);
    return id;
  }
}
