import { ReactorError } from '../../errors/index.js';
import type { IceCandidate } from '../ports/index.js';
import { ConnectionIds } from './connection-ids.js';
import { type ConnectionOwner, isSameOwner } from './connection-owner.js';
import { EarlyCandidates } from './early-candidates.js';

/** Bounds of what waits for an offer. */
export interface ClaimLimits {
  readonly maxEarlyCandidates: number;
  readonly maxEarlyConnections: number;
}

/** What the members of a session say of one connection. */
export interface ConnectionHolders {
  /** Has it a client? */
  has(connectionId: number): boolean;
  /** Is the offer from the peer connection that its client has, or that is being answered? */
  continues(connectionId: number, sdp: string): boolean;
}

/** Who owns which connection of a session, and the candidates of those that have no offer yet. */
export class ConnectionClaims {
  private readonly ids = new ConnectionIds();
  private readonly early: EarlyCandidates;

  /** @param dropped called with the number of early candidates that no offer will use */
  constructor(
    limits: ClaimLimits,
    private readonly holders: ConnectionHolders,
    private readonly dropped: (count: number) => void,
  ) {
    this.early = new EarlyCandidates(limits.maxEarlyCandidates, limits.maxEarlyConnections, dropped);
  }

  /** Current or last owner; undefined for a connection that was never used, or is no longer remembered. */
  ownerOf(id: number): ConnectionOwner | undefined {
    return this.ids.ownerOf(id);
  }

  /** Is this id without a client and not reserved? */
  isFree(id: number): boolean {
    return !this.ids.isTaken(id);
  }

  /** Reserves a new id. Throws `connection_limit` where none was found. */
  next(owner: ConnectionOwner): number {
    const id = this.ids.next(owner);
    if (id === undefined) throw new ReactorError('connection_limit', 'no connection id was found; try again');
    return id;
  }

  /** Throws `connection_taken` where the connection belongs to another caller. */
  check(id: number, owner: ConnectionOwner): void {
    const holder = this.ids.ownerOf(id);
    if (holder !== undefined && !isSameOwner(holder, owner)) throw takenByAnother(id);
  }

  /**
   * Assigns the connection to the caller. Throws `connection_taken` where another caller owns it, unless this offer
   * continues that one's peer connection: it is the same client at another address.
   */
  claim(id: number, owner: ConnectionOwner, sdp?: string): void {
    const holder = this.ids.ownerOf(id);
    if (holder !== undefined && !isSameOwner(holder, owner)) {
      if (!this.ids.isTaken(id)) this.forget(id);
      else if (holder.surface !== owner.surface || sdp === undefined || !this.holders.continues(id, sdp)) {
        throw takenByAnother(id);
      }
    }
    if (this.holders.has(id)) this.ids.hold(id, owner);
    else this.ids.reserve(id, owner);
  }

  /** Its client is in the session now. */
  hold(id: number, owner: ConnectionOwner): void {
    this.ids.hold(id, owner);
  }

  /** Its client has left. */
  release(id: number): void {
    this.ids.release(id);
  }

  keepCandidates(id: number, candidates: readonly IceCandidate[]): void {
    this.early.keep(id, candidates);
  }

  takeCandidates(id: number): readonly IceCandidate[] {
    return this.early.take(id);
  }

  /** Remains of a client that had the id before. */
  private forget(id: number): void {
    const count = this.early.take(id).length;
    if (count > 0) this.dropped(count);
  }
}

function takenByAnother(connectionId: number): ReactorError {
  return new ReactorError(
    'connection_taken',
    `connection ${connectionId} belongs to another client; ask for a connection of your own`,
  );
}
