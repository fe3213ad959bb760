import { once } from 'node:events';
import type { Server } from 'node:http';
import { Inject, Injectable, Optional, type WebSocketAdapter, type WsMessageHandler } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import type { Observable } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { Surface } from '../rest/surface.js';
import { applicationConfigOf } from '../application-config.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { RequestForwarder } from '../../session/index.js';
import { claimUpgrades, type Upgrade } from './claim-upgrades.js';
import { MediaSockets } from './media-sockets.js';
import { OrderedMessages } from './ordered-messages.js';

/**
 * Placeholder for the signalling gateway's path, which is only known when the application is: no client can request it.
 */
export const SIGNALING_GATEWAY = 'the signalling socket';

/**
 * Frames beyond this multiple of the limit close the socket before they are read completely; one just beyond the limit
 * is read, so that its error can be sent.
 */
const PAYLOAD_MARGIN = 2;

/** How long a client may take to close its end of a socket. */
const GOODBYE_MS = 1_000;

const GOING_AWAY = 1001;

/**
 * The adapter between Nest and sockets. It serves the signalling gateway itself: messages of one client are handled one
 * after the other, in the order of arrival, and invalid ones are answered instead of dropped. All other gateways use
 * the adapter that the application sets, or to Nest's `WsAdapter` where it sets none.
 */
@Injectable()
export class SignalingAdapter implements WebSocketAdapter<object, object> {
  private readonly messages: OrderedMessages;
  private server: WebSocketServer | undefined;
  private release: () => void = () => {};
  private others: WebSocketAdapter<object, object> | undefined;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly surface: Surface,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    messages: OrderedMessages,
    private readonly media: MediaSockets,
    moduleRef: ModuleRef,
    @Optional() @Inject(RequestForwarder) private readonly forwarder?: RequestForwarder,
  ) {
    this.messages = messages;
    const config = applicationConfigOf(moduleRef);
    if (config === undefined) return;
    config.setIoAdapter(this);
    // Called by `useWebSocketAdapter`: the application's adapter is for its own gateways.
    config.setIoAdapter = (adapter: WebSocketAdapter<object, object>) => {
      this.others = adapter;
    };
  }

  /** Does it serve the signalling gateway? */
  get isOpen(): boolean {
    return this.server !== undefined;
  }

  set forceCloseConnections(force: boolean) {
    Object.assign(this.rest, { forceCloseConnections: force });
  }

  create(port: number, options: { readonly path?: string } = {}): object {
    if (options.path !== SIGNALING_GATEWAY) return this.rest.create(port, options);
    const server = new WebSocketServer({
      noServer: true,
      maxPayload: PAYLOAD_MARGIN * this.options.maxMessageBytes,
      // One frame in each turn of the event loop, and pongs at the rate of messages.
      allowSynchronousEvents: false,
      autoPong: false,
    });
    const media = this.received((...upgrade) => this.media.accept(...upgrade));
    const signaling = this.received((request, socket, head) => {
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    });
    this.release = claimUpgrades(this.http, (path) => {
      if (this.surface.isMediaSocketPath(path)) return media;
      return this.surface.isSocketPath(path) ? signaling : undefined;
    });
    this.server = server;
    return server;
  }

  bindClientConnect(server: object, callback: (...args: unknown[]) => void): void {
    if (server === this.server) this.server.on('connection', callback);
    else this.rest.bindClientConnect(server, callback);
  }

  bindClientDisconnect(client: object, callback: (...args: unknown[]) => void): void {
    if (this.isOwn(client)) client.once('close', callback);
    else this.rest.bindClientDisconnect?.(client, callback);
  }

  bindMessageHandlers(
    client: object,
    handlers: WsMessageHandler[],
    transform: (data: unknown) => Observable<unknown>,
  ): void {
    if (this.isOwn(client)) this.messages.bind(client, handlers, transform);
    else this.rest.bindMessageHandlers(client, handlers, transform);
  }

  closeClient(client: object): void {
    if (this.isOwn(client)) client.terminate();
    else this.rest.closeClient?.(client);
  }

  /**
   * Closes with a close frame before terminating the rest: a client that is closed with 1001 knows that the server
   * ended.
   */
  async close(server: object): Promise<void> {
    if (server !== this.server) {
      await this.rest.close(server);
      return;
    }
    const mediaClosed = this.media.close();
    const sockets = [...this.server.clients];
    for (const socket of sockets) socket.close(GOING_AWAY, 'the server is shutting down');
    const deadline = AbortSignal.timeout(GOODBYE_MS);
    await Promise.allSettled(sockets.map((socket) => once(socket, 'close', { signal: deadline })));
    await mediaClosed;
    this.release();
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.server.clients) socket.terminate();
    await closed;
  }

  /** Nest's last call to an adapter. */
  async dispose(): Promise<void> {
    await (this.others as { dispose?(): Promise<void> } | undefined)?.dispose?.();
  }

  /** Nothing reads an upgrade before what another machine knows of it. */
  private received(take: (...upgrade: Upgrade) => void): (...upgrade: Upgrade) => void {
    return (request, socket, head) => {
      try {
        this.forwarder?.receive(request);
      } catch {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      take(request, socket, head);
    };
  }

  private isOwn(client: object): client is WebSocket {
    return this.server?.clients.has(client as WebSocket) === true;
  }

  private get rest(): WebSocketAdapter<object, object> {
    this.others ??= new WsAdapter(this.http);
    return this.others;
  }

  /** Throws `bad_configuration` where the application has none. */
  private get http(): Server {
    const server = this.adapterHost.httpAdapter?.getHttpServer() as Server | undefined;
    if (server !== undefined) return server;
    throw new ReactorError(
      'bad_configuration',
      'ReactorModule needs an HTTP server, which an application of NestFactory.createMicroservice does not have; make it ' +
        'a hybrid one: NestFactory.create(AppModule), app.connectMicroservice(…), app.startAllMicroservices(), app.listen(…)',
    );
  }
}
