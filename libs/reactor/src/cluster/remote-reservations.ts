import { Injectable } from '@nestjs/common';
import { LocalPlacement } from '../placement/index.js';
import { ClusterNode } from './cluster-node.js';
import type { NodeRecord } from './node-record.js';

/** A reserved instance waits so long for the start that it is for; then it is free again. Milliseconds. */
const RESERVED_MS = 5_000;

/** What one machine asks another for. */
interface ReserveRequest {
  readonly model: string;
}

/** Instances of any machine, each reserved by its own: it alone knows what is free. */
@Injectable()
export class RemoteReservations {
  constructor(
    private readonly cluster: ClusterNode,
    private readonly placement: LocalPlacement,
  ) {
    cluster.serve('reserve', async (request) => await this.reserveHere((request as ReserveRequest).model));
  }

  /** @returns undefined where that machine has none free, or does not answer */
  async ask(node: NodeRecord, model: string): Promise<string | undefined> {
    if (node.tag === this.cluster.tag) return await this.reserveHere(model);
    this.cluster.nodes.assume(node.tag, model);
    const answer = await this.cluster.ask(node, 'reserve', { model }).catch(() => undefined);
    return typeof answer === 'string' ? answer : undefined;
  }

  private async reserveHere(model: string): Promise<string | undefined> {
    return await this.placement.reserve(model, RESERVED_MS);
  }
}
