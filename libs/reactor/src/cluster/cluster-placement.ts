import { Injectable } from '@nestjs/common';
import { ReactorError, type ReactorErrorCode, toReactorError } from '../errors/index.js';
import {
  type Capacity,
  LocalPlacement,
  type PlacedSession,
  type PlacementRequest,
  PlainPlacement,
} from '../placement/index.js';
import type { Principal, StopRequest } from '../session/index.js';
import { nodesToAsk } from './choose-node.js';
import { ClusterNode } from './cluster-node.js';
import type { NodeRecord } from './node-record.js';
import { RemoteReservations } from './remote-reservations.js';

/** A session that another machine is asked to begin, as JSON has it. */
interface BeginRequest extends Omit<PlacementRequest, 'principal'> {
  readonly principal?: Omit<Principal, 'expiresAt'> & { readonly expiresAt?: string };
}

/** What came of it. */
type BeginAnswer =
  | { readonly sessionId: string }
  | { readonly refused: { readonly code: ReactorErrorCode; readonly message: string; readonly retryAfterMs?: number } };

/**
 * Begins sessions that may run on any machine of the cluster: on the less loaded of two that serve the model, or on the next
 * one with a free instance. What has to run here, or has an instance reserved, begins here; so does everything in a process
 * that is the only one. Capacity and reservations are those of this machine.
 */
@Injectable()
export class ClusterPlacement extends PlainPlacement {
  constructor(
    private readonly cluster: ClusterNode,
    private readonly local: LocalPlacement,
    private readonly reservations: RemoteReservations,
  ) {
    super();
    cluster.serve('begin', async (request) => await this.beginFor(request as BeginRequest));
  }

  capacity(model: string): Promise<Capacity> {
    return this.local.capacity(model);
  }

  async place(request: PlacementRequest): Promise<PlacedSession> {
    const { here = false, reservation, ticket, model } = request;
    const mayLeave = !here && reservation === undefined && ticket === undefined;
    for (const node of mayLeave ? this.nodesFor(model) : []) {
      const reserved = await this.reservations.ask(node, model);
      if (reserved === undefined) continue;
      const wanted = { ...request, reservation: reserved };
      if (node.tag === this.cluster.tag) return await this.local.place(wanted);
      const placed = await this.placeAt(node, wanted);
      if (placed !== undefined) return placed;
    }
    // Where no machine has a free instance, this one says why.
    return await this.local.place(request);
  }

  reserve(model: string, forMs: number): Promise<string | undefined> {
    return this.local.reserve(model, forMs);
  }

  release(reservation: string): Promise<void> {
    return this.local.release(reservation);
  }

  end(sessionId: string, request: StopRequest): Promise<void> {
    return this.local.end(sessionId, request);
  }

  onCapacity(listener: (model: string) => void): () => void {
    return this.local.onCapacity(listener);
  }

  private nodesFor(model: string): readonly NodeRecord[] {
    const { cluster } = this;
    return cluster.isOn && cluster.isFresh ? nodesToAsk(cluster.nodes.takers(model), cluster.tag) : [];
  }

  /** Rejects with that machine's refusal. @returns undefined where it does not answer, or is full after all */
  private async placeAt(node: NodeRecord, request: PlacementRequest): Promise<PlacedSession | undefined> {
    // What a `Date` is, JSON makes a text of.
    const answer = (await this.cluster.ask(node, 'begin', request).catch(() => undefined)) as BeginAnswer | undefined;
    if (answer === undefined) return undefined;
    if ('sessionId' in answer) return { sessionId: answer.sessionId, model: request.model, node: node.tag };
    const { code, message, retryAfterMs } = answer.refused;
    if (code === 'session_busy') return undefined;
    throw new ReactorError(code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
  }

  /** Another machine asks: the session begins here, with this machine's limits, or is refused in this machine's words. */
  private async beginFor({ principal, ...request }: BeginRequest): Promise<BeginAnswer> {
    try {
      const { sessionId } = await this.local.place({ ...request, principal: principalOf(principal) });
      return { sessionId };
    } catch (error) {
      const { code, message, retryAfterMs } = toReactorError(error);
      return { refused: { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
    }
  }
}

function principalOf(given: BeginRequest['principal']): Principal | undefined {
  if (given === undefined) return undefined;
  const { expiresAt, ...principal } = given;
  return { ...principal, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }) };
}
