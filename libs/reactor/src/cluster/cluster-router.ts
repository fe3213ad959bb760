import { Inject, Injectable } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import { SessionService } from '../local-api/index.js';
import { SESSION_OPTIONS, type SessionOptions } from '../session/index.js';
import { nodesToAsk } from './choose-node.js';
import { ClusterNode } from './cluster-node.js';
import { RemoteReservations } from './remote-reservations.js';
import type { NodeRecord } from './node-record.js';
import type { RequestTarget } from './request-target.js';
import { callerHash } from './session-keys.js';

const RETRY_AFTER_MS = 1_000;

/** What a client who names no session asks for. */
export interface CallerWish {
  /** As `ConnectionOwner.caller`. */
  readonly caller: string;
  readonly model: string;
  /** May a session start? `always`: a new one in any case, while an instance is free. */
  readonly start: 'never' | 'start' | 'always';
}

/** Where a request goes. */
export interface FoundNode {
  /** Undefined: this machine. */
  readonly node: NodeRecord | undefined;
  /** Of an instance there, for the session that starts. */
  readonly reservation?: string | undefined;
}

/** Finds the machine that a request is for, from what this process knows of the cluster. Only where a session starts another machine is asked. */
@Injectable()
export class ClusterRouter {
  constructor(
    private readonly cluster: ClusterNode,
    private readonly service: SessionService,
    private readonly reservations: RemoteReservations,
    @Inject(SESSION_OPTIONS) private readonly options: SessionOptions,
  ) {}

  /**
   * @param model as the path names it; undefined: the default one of this machine
   * @returns undefined: this machine. Throws as {@link named} does.
   */
  async find(target: RequestTarget, caller: string, model: string | undefined): Promise<FoundNode> {
    const name = model ?? this.service.models[0]!.name;
    switch (target.kind) {
      case 'node':
        return { node: this.named(target.tag) };
      case 'caller':
        return await this.ofCaller({ caller, model: name, start: target.start });
      case 'any':
        return { node: this.other(name) };
    }
  }

  /**
   * The machine with this tag; undefined: this one. Throws `unknown_session` where it is gone, and `cluster_unavailable` where
   * this process cannot know.
   */
  named(tag: string): NodeRecord | undefined {
    if (tag === this.cluster.tag) return undefined;
    const node = this.cluster.nodes.find(tag);
    if (node !== undefined) return node;
    if (this.cluster.isFresh) {
      throw new ReactorError('unknown_session', 'the machine that had this session is gone; start another session');
    }
    throw new ReactorError(
      'cluster_unavailable',
      'this server has no connection to its cluster, so it cannot find the session; try again shortly',
      { retryAfterMs: RETRY_AFTER_MS },
    );
  }

  async ofCaller({ caller, model, start }: CallerWish): Promise<FoundNode> {
    if (start === 'always') return await this.free(model);
    const { sessions, nodes, tag } = this.cluster;
    const session = sessions.newestOf(model, callerHash(caller)) ?? sessions.newest(model);
    if (session !== undefined) return { node: session.tag === tag ? undefined : nodes.find(session.tag) };
    return start === 'start' ? await this.free(model) : { node: this.other(model) };
  }

  /** Does a visitor who names no session get one of his own? @param own what he asks for */
  givesOwn(model: string, own: boolean | undefined): boolean {
    const { instances = 0, free = 0 } = this.cluster.nodes.loads.get(model) ?? {};
    return instances > 1 && free > 0 && (own ?? this.options.visitors === 'own');
  }

  /** A machine that has reserved an instance; where none has, this one, which says why. */
  private async free(model: string): Promise<FoundNode> {
    const { cluster } = this;
    const asked = cluster.isFresh ? nodesToAsk(cluster.nodes.takers(model), cluster.tag) : [];
    for (const node of asked) {
      const reservation = await this.reservations.ask(node, model);
      if (reservation !== undefined) return { node: node.tag === cluster.tag ? undefined : node, reservation };
    }
    return { node: this.other(model) };
  }

  /** Another machine, where this one does not serve the model at all. */
  private other(model: string): NodeRecord | undefined {
    if (this.isServed(model)) return undefined;
    return this.cluster.nodes.all.find(({ models, url }) => url !== '' && Object.hasOwn(models, model));
  }

  private isServed(model: string): boolean {
    return this.service.models.some(({ name }) => name === model);
  }
}
