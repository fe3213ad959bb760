import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SignalingRequest } from '@nestjs-reactor/protocol';
import { ReactorError } from '../errors/index.js';
import { SessionService } from '../local-api/index.js';
import type { ForwardQuestion, RemoteSignaling, RequestForwarder } from '../session/index.js';
import { ClusterNode } from './cluster-node.js';
import { ClusterRouter, type FoundNode } from './cluster-router.js';
import { FORWARDED_HEADER, readForwarded, signForwarded } from './forwarded-request.js';
import { HttpProxy } from './http-proxy.js';
import type { NodeRecord } from './node-record.js';
import { tunnelUpgrade } from './tunnel-upgrade.js';
import { targetOf } from './request-target.js';
import { tagIn } from './tagged-id.js';

const RETRY_AFTER_MS = 1_000;

/**
 * Passes requests on to the machine that they are for, and receives those that others pass on: once at most, so that no
 * request goes in circles.
 */
@Injectable()
export class ClusterForwarder implements RequestForwarder, OnApplicationShutdown {
  private readonly proxy = new HttpProxy();
  private readonly received = new WeakSet<IncomingMessage>();
  private readonly reservations = new WeakMap<IncomingMessage, string>();

  constructor(
    private readonly cluster: ClusterNode,
    private readonly router: ClusterRouter,
    private readonly service: SessionService,
  ) {}

  receive(request: IncomingMessage): void {
    const header = request.headers[FORWARDED_HEADER];
    if (header === undefined) return;
    delete request.headers[FORWARDED_HEADER];
    const forwarded = readForwarded(header, targetIn(request), this.cluster.secret);
    // A client may write what it wants; it counts for nothing.
    if (forwarded === undefined) return;
    const { to, epoch, peer, reservation } = forwarded;
    if (to !== this.cluster.tag || epoch !== this.cluster.epoch) {
      throw new ReactorError(
        'node_unavailable',
        'this machine has another place in the cluster now; try again shortly',
        {
          retryAfterMs: RETRY_AFTER_MS,
        },
      );
    }
    this.received.add(request);
    if (reservation !== undefined) this.reservations.set(request, reservation);
    // From here on the request is as it came to the first machine: limits, proxies and candidates count by this address. The
    // connection is between the two machines alone, and has one request at a time.
    Object.defineProperty(request.socket, 'remoteAddress', { value: peer, configurable: true });
  }

  async forward(request: IncomingMessage, response: ServerResponse, question: ForwardQuestion): Promise<boolean> {
    if (this.received.has(request)) return false;
    const { url } = targetIn(request);
    const target = targetOf(question, new URLSearchParams(url.split('?')[1] ?? ''));
    const { caller, params } = question;
    if (target === undefined || (target.kind === 'node') !== (caller === undefined)) return false;
    const found = this.elsewhere(await this.router.find(target, caller ?? '', params['model']), request);
    if (found === undefined) return false;
    await this.proxy.pass(request, response, found.node.url, this.headersFor(found, request));
    return true;
  }

  async joins(
    request: IncomingMessage,
    join: SignalingRequest<'join'>,
    caller: string,
  ): Promise<RemoteSignaling | undefined> {
    if (this.received.has(request)) return undefined;
    const found = this.elsewhere(await this.nodeOf(join, caller), request);
    if (found === undefined) return undefined;
    const { node } = found;
    return {
      url: node.url.replace(/^http/, 'ws') + targetIn(request).url,
      headers: { ...withoutHandshake(request), ...this.headersFor(found, request) },
      gone: this.cluster.nodes.goneSignal(node),
    };
  }

  tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { url } = targetIn(request);
    const tag = tagIn(new URLSearchParams(url.split('?')[1] ?? '').get('session_id') ?? '');
    if (tag === undefined || this.received.has(request)) return false;
    try {
      const node = this.router.named(tag);
      if (node === undefined) return false;
      tunnelUpgrade(request, socket, head, node.url, this.headersFor({ node }, request));
    } catch {
      // Its tickets are unknown here: the socket is refused with the code for that.
      return false;
    }
    return true;
  }

  reservationOf(request: IncomingMessage): string | undefined {
    return this.reservations.get(request);
  }

  onApplicationShutdown(): void {
    this.proxy.close();
  }

  /** Undefined: it is for this machine, whose reservation is for the start that follows. */
  private elsewhere({ node, reservation }: FoundNode, request: IncomingMessage): Elsewhere | undefined {
    if (node !== undefined) return { node, reservation };
    if (reservation !== undefined) this.reservations.set(request, reservation);
    return undefined;
  }

  private async nodeOf(join: SignalingRequest<'join'>, caller: string): Promise<FoundNode> {
    const { session_id: id, own } = join;
    const model = join.model ?? this.service.models[0]!.name;
    if (id !== undefined) {
      const tag = tagIn(id);
      return { node: tag === undefined ? undefined : this.router.named(tag) };
    }
    const mayStart = join.start !== false;
    const start = mayStart && this.router.givesOwn(model, own) ? 'always' : mayStart ? 'start' : 'never';
    return await this.router.ofCaller({ caller, model, start });
  }

  private headersFor({ node, reservation }: Elsewhere, request: IncomingMessage): Record<string, string> {
    const { tag: to, epoch } = node;
    const peer = request.socket.remoteAddress ?? '';
    const forwarded = {
      from: this.cluster.tag,
      to,
      epoch,
      peer,
      ...(reservation === undefined ? {} : { reservation }),
    };
    return { [FORWARDED_HEADER]: signForwarded(forwarded, targetIn(request), this.cluster.secret) };
  }
}

interface Elsewhere extends FoundNode {
  readonly node: NodeRecord;
}

function targetIn(request: IncomingMessage): { readonly method: string; readonly url: string } {
  const { method = 'GET', url = '' } = request;
  return { method, url: (request as { originalUrl?: string }).originalUrl ?? url };
}

/** The client's headers without those of its own WebSocket connection. */
function withoutHandshake({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name, value]) => typeof value === 'string' && !/^(?:connection|upgrade|sec-websocket-.*)$/.test(name),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
