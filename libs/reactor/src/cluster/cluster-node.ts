import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type LocalModel, SessionService } from '../local-api/index.js';
import { systemClock } from '../media/index.js';
import { drainNotice } from '../session/index.js';
import { VERSION } from '../version.js';
import { ClusterIdentity } from './cluster-identity.js';
import { ClusterNodes } from './cluster-nodes.js';
import { type ClusterStore, RevisionConflict, type StoreEntry } from './cluster-store.port.js';
import { CLUSTER_OPTIONS, type ClusterOptions, nodeIdOf } from './cluster.options.js';
import { NatsLink } from './nats/nats-link.js';
import { NatsStore } from './nats/nats-store.js';
import { urlOf } from './node-address.js';
import type { NodeHandler } from './node-handler.js';
import { NodeRequests } from './node-requests.js';
import { NodeLease } from './node-lease.js';
import type { NodeRecord } from './node-record.js';
import { SessionKeys, sessionPrefix } from './session-keys.js';
import { SessionRecords } from './session-records.js';

const NODES = 'nodes.';
const SESSIONS = 'sessions.';
const SECRET = 'secret';

/** Beyond its lease a record holds for the way of its news, in parts of the lease. */
const NEWS_PART = 1 / 5;

const LOST_REASON = 'The machine has lost its place in the cluster.';

/**
 * This process as one of several machines: it holds the lease of its id, tells the others what it has free, knows what they
 * have, and ends its sessions where it may not be one of them any more. Without `cluster.nats` it does nothing.
 */
@Injectable()
export class ClusterNode implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly nodes: ClusterNodes;
  readonly sessions: SessionRecords;

  private readonly logger = new Logger('Reactor');
  private readonly incarnation = randomBytes(8).toString('hex');
  private link: NatsLink | undefined;
  private lease: NodeLease | undefined;
  private keys: SessionKeys | undefined;
  private requests: NodeRequests | undefined;
  private readonly handlers = new Map<string, NodeHandler>();
  private url = '';
  private sharedSecret = '';
  private draining: Promise<void> | undefined;

  constructor(
    @Inject(CLUSTER_OPTIONS) private readonly options: ClusterOptions,
    @Inject(ClusterIdentity) private readonly identity: ClusterIdentity,
    private readonly service: SessionService,
    private readonly adapterHost: HttpAdapterHost,
  ) {
    const leaseMs = options.leaseSeconds * 1_000;
    this.nodes = new ClusterNodes(systemClock, leaseMs * (1 + NEWS_PART));
    this.sessions = new SessionRecords((tag, epoch) =>
      tag === identity.tag ? identity.epoch === epoch : this.nodes.find(tag)?.epoch === epoch,
    );
  }

  /** Is this process one of several machines? */
  get isOn(): boolean {
    return this.options.nats !== undefined;
  }

  /** Signs what nodes send each other. */
  get secret(): string {
    return this.sharedSecret;
  }

  get tag(): string {
    return this.identity.tag;
  }

  get epoch(): number | undefined {
    return this.identity.epoch;
  }

  /** The store has answered lately: what this process knows of the others is right. */
  get isFresh(): boolean {
    return this.lease?.isFresh ?? false;
  }

  /** Milliseconds since the store has confirmed the lease. */
  get leaseAgeMs(): number {
    return this.lease?.ageMs ?? 0;
  }

  /** Answers requests of this kind from other machines; called before the start. */
  serve(kind: string, handler: NodeHandler): void {
    this.handlers.set(kind, handler);
  }

  /** Asks another machine. Rejects with `node_unavailable` where it does not answer. */
  async ask(node: NodeRecord, kind: string, body: unknown): Promise<unknown> {
    return await this.requests?.ask(node, kind, body);
  }

  /**
   * Joins the cluster. Rejects with `bad_configuration` where there is no NATS server of version 2.11 or newer, or where
   * another process has its id; waits for the end of a lease that one has left.
   */
  async onModuleInit(): Promise<void> {
    const { nats, name, replicas, leaseSeconds } = this.options;
    if (nats === undefined) return;
    this.link = await NatsLink.open(nats, `reactor ${nodeIdOf(this.options)}`);
    try {
      const store = await NatsStore.open(this.link, name, replicas);
      this.sharedSecret = await secretOf(store, randomBytes(32).toString('base64url'));
      await this.watch(store);
      const requests = new NodeRequests(this.link, name);
      for (const [kind, handler] of this.handlers) requests.serve(this.tag, kind, () => this.epoch, handler);
      this.requests = requests;
      this.keys = new SessionKeys({ store, tag: this.tag, epoch: () => this.epoch });
      const lease = new NodeLease({
        store,
        clock: systemClock,
        key: NODES + this.tag,
        leaseMs: leaseSeconds * 1_000,
        incarnation: this.incarnation,
        record: (epoch) => this.recordOf(epoch),
        events: { held: (epoch) => void this.entered(store, epoch), lost: (why) => this.lost(why) },
      });
      this.lease = lease;
      this.identity.follow(lease);
      await lease.acquire();
      this.link.onReconnect(() => void this.reconnected(store, lease));
    } catch (error) {
      await this.leave();
      throw error;
    }
  }

  onApplicationBootstrap(): void {
    if (!this.isOn) return;
    for (const local of this.service.models) this.follow(local);
    const server = this.adapterHost.httpAdapter?.getHttpServer() as Server | undefined;
    if (server?.listening) this.listens(server);
    else server?.once('listening', () => this.listens(server));
  }

  /**
   * Takes no session from now on, and resolves when those that it has are over, or when `cluster.drainMs` have passed. A second
   * call waits for the same.
   */
  async drain(): Promise<void> {
    if (!this.isOn) return;
    this.draining ??= this.drainOnce();
    await this.draining;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.leave();
  }

  /** A server that lost its disk has nothing of what was there. */
  private async reconnected(store: ClusterStore, lease: NodeLease): Promise<void> {
    await lease.renew();
    this.sharedSecret = await secretOf(store, this.sharedSecret).catch(() => this.sharedSecret);
  }

  private async leave(): Promise<void> {
    await this.lease?.release();
    await this.link?.close();
    this.link = undefined;
  }

  private async drainOnce(): Promise<void> {
    const { drainMs } = this.options;
    this.identity.isDraining = true;
    void this.lease?.renew();
    const models = this.service.models.map(({ model }) => model);
    const running = models.flatMap(({ sessions }) => sessions);
    if (running.length === 0 || drainMs === 0) return;
    this.logger.log(`no session starts any more; ${running.length} may go on for ${drainMs / 1_000} s`);
    for (const session of running) session.announceNotice(drainNotice(drainMs));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    const over = running.map(
      (session) => new Promise<void>((resolve) => session.events.once('ended', () => resolve())),
    );
    await Promise.race([limit, Promise.all(over)]);
    clearTimeout(timer);
  }

  private async watch(store: ClusterStore): Promise<void> {
    await store.watch(SESSIONS, (entry) => {
      const { key } = entry;
      this.sessions.apply(entry, key.slice(key.lastIndexOf('.') + 1));
    });
    await store.watch(NODES, (entry) => this.nodeChanged(store, entry));
  }

  private nodeChanged(store: ClusterStore, entry: StoreEntry): void {
    const tag = entry.key.slice(NODES.length);
    this.nodes.apply(entry, tag);
    if (entry.value !== undefined) return;
    this.sessions.dropLeftovers(tag);
    if (this.isSweeper) void store.deleteBelow(sessionPrefix(tag), entry.revision).catch(() => undefined);
  }

  /** One node removes what another has left: the first by tag. */
  private get isSweeper(): boolean {
    return this.nodes.all.every(({ tag }) => tag >= this.tag);
  }

  private async entered(store: ClusterStore, epoch: number): Promise<void> {
    this.logger.log(`node ${nodeIdOf(this.options)} of the cluster ${this.options.name}, epoch ${epoch}`);
    const left = this.sessions.below(this.tag).map(({ id }) => id);
    await this.keys?.sweep(left);
    for (const tag of this.sessions.tags) {
      if (tag === this.tag || this.nodes.find(tag) !== undefined) continue;
      await store.deleteBelow(sessionPrefix(tag), epoch).catch(() => undefined);
      this.sessions.dropLeftovers(tag);
    }
  }

  private lost(why: string): void {
    this.logger.error(`this node is not one of the cluster any more: ${why}; its sessions end`);
    for (const { model } of this.service.models) {
      for (const session of model.sessions) {
        session.stop({ moderate: false, reason: LOST_REASON, temporary: 'node_lost' });
      }
    }
  }

  private follow({ model }: LocalModel): void {
    const changed = (): void => void this.lease?.renew();
    model.events.on('session', (session) => this.keys?.follow(model.name, session));
    model.events.on('state', changed);
    model.events.on('released', changed);
  }

  private listens(server: Server): void {
    this.url = this.options.url ?? urlOf(server.address() as AddressInfo);
    this.logger.log(`other machines reach this one at ${this.url}`);
    void this.lease?.renew();
  }

  private recordOf(epoch: number): NodeRecord {
    const id = nodeIdOf(this.options);
    const state = this.identity.isDraining ? 'draining' : this.url === '' ? 'joining' : 'ready';
    const models = Object.fromEntries(this.service.models.map(({ name, model }) => [name, model.capacity]));
    const { incarnation, url, tag } = this;
    return { id, tag, incarnation, epoch, state, url, version: VERSION, models };
  }
}

/** That of the cluster; a node that finds none gives its own. */
async function secretOf(store: ClusterStore, own: string): Promise<string> {
  try {
    await store.create(SECRET, own);
    return own;
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
  }
  return String((await store.read(SECRET))?.value);
}
