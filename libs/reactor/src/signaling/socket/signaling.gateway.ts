import type { IncomingMessage } from 'node:http';
import { Inject, Logger, type OnApplicationBootstrap, UseFilters } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { SignalingRequest } from '@nestjs-reactor/protocol';
import type { WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import { SessionService } from '../../local-api/index.js';
import { describe, stackOf, stacksOf } from '../../logging/index.js';
import type { SessionConnection } from '../../session/index.js';
import { AccessControl, type Asked } from '../access/access-control.js';
import { Callers } from '../access/callers.js';
import { ClientLimits } from '../access/client-limits.js';
import { markReactorClass } from '../reactor-context.js';
import { toIceServerEntries } from '../rest/ice-servers.js';
import { toIceCandidate } from '../rest/offer-exchange.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { toAnswer, toCandidateMessage } from './answer-forms.js';
import { toErrorMessage } from './error-message.js';
import { MediaSockets } from './media-sockets.js';
import { SessionJoins } from './session-joins.js';
import { SIGNALING_GATEWAY, SignalingAdapter } from './signaling-adapter.js';
import { SignalingExceptionFilter } from './signaling-exception.filter.js';
import { SocketWaits } from './socket-waits.js';
import { SocketClients } from './socket-clients.js';
import { type AnswerMessage, SocketReplies } from './socket-replies.js';

/** Sends the answer of a handler, with the id of the request. */
type Answering = (message: AnswerMessage) => void;

/**
 * Signalling and commands over one WebSocket. Messages of one client are handled strictly in order, and each that has a
 * request id is answered once. Answers are sent here and not returned: a handler's result passes the application's
 * interceptors.
 */
@WebSocketGateway({ path: SIGNALING_GATEWAY })
@UseFilters(SignalingExceptionFilter)
export class SignalingGateway
  implements OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket>, OnApplicationBootstrap
{
  private readonly logger = new Logger('Reactor');

  constructor(
    private readonly sessions: SessionService,
    private readonly clients: SocketClients,
    private readonly joins: SessionJoins,
    private readonly waits: SocketWaits,
    private readonly replies: SocketReplies,
    private readonly media: MediaSockets,
    private readonly access: AccessControl,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
    private readonly adapterHost: HttpAdapterHost,
    private readonly adapter: SignalingAdapter,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  /** Throws `bad_configuration` where no client could reach it. */
  onApplicationBootstrap(): void {
    this.warnOfOpenCredentials();
    if (this.adapter.isOpen || !this.adapterHost.httpAdapter) return;
    throw new ReactorError(
      'bad_configuration',
      'another WebSocket adapter has taken over the signalling gateway; set yours only with app.useWebSocketAdapter(…), ' +
        'which leaves the gateway to the adapter of the reactor',
    );
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    void this.clients.admit(socket, request);
  }

  handleDisconnect(socket: WebSocket): void {
    this.waits.close(socket);
    this.clients.leave(socket);
  }

  @SubscribeMessage('join')
  join(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'join'>): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      this.clients.of(socket);
      const { model, principal, visitor, enter } = await this.joins.allow(this.clients.requestOf(socket), request);
      this.clients.of(socket);
      const session = await enter();
      // The socket may have closed meanwhile.
      const client = this.clients.of(socket);
      const connection = client.take(model, session, principal, visitor);
      this.clients.expireAt(socket, principal?.expiresAt);
      answer({
        type: 'joined',
        session: model.descriptor(session),
        connection_id: connection.id,
        ice_servers: toIceServerEntries(session.participants.iceServers),
        ...(principal === undefined ? {} : { roles: principal.roles }),
      });
      if (request.subscribe !== undefined) connection.subscribe(request.subscribe);
    });
  }

  @SubscribeMessage('wait')
  wait(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'wait'>): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      this.clients.of(socket);
      const opened = this.clients.requestOf(socket);
      const { name: model } = this.sessions.runtime(request.model);
      const address = this.callers.addressOf(opened);
      this.limits.check('join', address);
      const principal = await this.access.check(opened, { edge: 'socket', action: 'wait', model });
      const { ticket } = request;
      const { place, show } = await this.waits.enter(socket, model, { ticket, principal: principal?.id, address });
      // The socket may have closed meanwhile.
      this.clients.of(socket);
      answer({ type: 'waiting', ...place });
      show();
    });
  }

  @SubscribeMessage('stop_waiting')
  stopWaiting(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'stop_waiting'>,
  ): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      await this.waits.leave(socket);
      answer({ type: 'accepted' });
    });
  }

  @SubscribeMessage('offer')
  offer(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'offer'>): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      const { connection } = this.clients.of(socket).taken;
      this.limits.check('offer', this.callers.callerOf(this.clients.requestOf(socket)));
      const sdp = await connection.negotiate({
        sdp: request.sdp,
        tracks: request.track_mapping,
        wire: 'v0',
        startFlowing: false,
        onCandidate: (candidate) => this.replies.send(socket, toCandidateMessage(candidate)),
      });
      answer({ type: 'answer', sdp });
    });
  }

  @SubscribeMessage('candidate')
  candidate(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'candidate'>,
  ): Promise<void> {
    return this.accept(socket, request, (connection) => {
      if (request.candidate !== null) connection.addCandidates([toIceCandidate(request.candidate)]);
    });
  }

  /** Outputs as encoded frames: the client opens a media socket with the ticket. */
  @SubscribeMessage('stream')
  stream(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'stream'>): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      const { connection } = this.clients.of(socket).taken;
      this.limits.check('offer', this.callers.callerOf(this.clients.requestOf(socket)));
      const stream = await connection.openStream(request.codecs);
      answer({ type: 'stream', ticket: this.media.expect(connection, stream), tracks: stream.tracks });
    });
  }

  /** The reply is sent when the model has applied the command; later messages do not wait for it. */
  @SubscribeMessage('command')
  command(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'command'>): Promise<void> {
    return this.handle(socket, request, (answer) => {
      const { connection } = this.clients.of(socket).taken;
      void connection
        .command(request.name, request.args ?? {}, request.uploads ?? {}, request.request_id)
        .then((outcome) => {
          if (!outcome.ok || request.request_id !== undefined) answer(toAnswer(outcome));
        });
    });
  }

  /** Accepted when the file is complete; later messages do not wait for it. */
  @SubscribeMessage('file_uploaded')
  fileUploaded(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'file_uploaded'>,
  ): Promise<void> {
    return this.handle(socket, request, (answer) => {
      const { connection } = this.clients.of(socket).taken;
      void connection.fileUploaded(request.upload_id).then((refusal) => {
        answer(refusal === undefined ? { type: 'accepted' } : toAnswer(refusal));
      });
    });
  }

  @SubscribeMessage('resume')
  resume(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'resume'>): Promise<void> {
    return this.accept(socket, request, (connection) => connection.setFlowing(request.track, true));
  }

  @SubscribeMessage('pause')
  pause(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'pause'>): Promise<void> {
    return this.accept(socket, request, (connection) => connection.setFlowing(request.track, false));
  }

  @SubscribeMessage('publish')
  publish(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'publish'>): Promise<void> {
    return this.accept(socket, request, (connection) => connection.publish(request.track));
  }

  @SubscribeMessage('unpublish')
  unpublish(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'unpublish'>,
  ): Promise<void> {
    return this.accept(socket, request, (connection) => connection.unpublish(request.track));
  }

  @SubscribeMessage('control')
  control(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'control'>): Promise<void> {
    return this.accept(socket, request, (connection) => connection.control(request.action, request.to));
  }

  @SubscribeMessage('schema')
  schema(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'schema'>): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      const { runtime, session } = this.clients.of(socket).taken;
      await this.check(socket, { action: 'schema', model: runtime.name, sessionId: session.id });
      answer({ type: 'schema', schema: runtime.schema() });
    });
  }

  @SubscribeMessage('ping')
  ping(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'ping'>): void {
    this.replies.answer(socket, request, { type: 'pong' });
  }

  @SubscribeMessage('leave')
  leave(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'leave'>): Promise<void> {
    return this.handle(socket, request, async (answer) => {
      const client = this.clients.of(socket);
      const { runtime, session, connection } = client.taken;
      const asked = { model: runtime.name, sessionId: session.id };
      if (request.stop) {
        await this.check(socket, { ...asked, action: 'stop_session' });
        session.seats.checkStop(connection.id);
      }
      client.leave();
      if (request.stop) session.stop({ moderate: false, reason: '' });
      answer({ type: 'left' });
    });
  }

  private accept(
    socket: WebSocket,
    request: { readonly request_id?: string },
    work: (connection: SessionConnection) => void,
  ): Promise<void> {
    return this.handle(socket, request, (answer) => {
      work(this.clients.of(socket).taken.connection);
      answer({ type: 'accepted' });
    });
  }

  /** Every error of a handler is answered here, so that the filter only gets those of the application. Never rejects. */
  private async handle(
    socket: WebSocket,
    request: { readonly request_id?: string },
    work: (answer: Answering) => void | Promise<void>,
  ): Promise<void> {
    try {
      await work((message) => this.replies.answer(socket, request, message));
    } catch (error) {
      this.logFailure(error);
      this.replies.refuse(socket, error, request.request_id);
    }
  }

  private logFailure(error: unknown): void {
    const { code, message } = toErrorMessage(error, undefined).error;
    if (code === 'internal_error') this.logger.error(describe(error), stackOf(error));
    else if (error instanceof Error && error.cause !== undefined) this.logger.warn(message, ...stacksOf(error.cause));
  }

  private async check(socket: WebSocket, asked: Omit<Asked, 'edge'>): Promise<void> {
    await this.access.check(this.clients.requestOf(socket), { edge: 'socket', ...asked });
  }

  /** Credentials in the ICE servers can be used elsewhere. */
  private warnOfOpenCredentials(): void {
    const isOpen = this.sessions.hasLastingCredentials && this.options.authorize === undefined;
    if (!isOpen) return;
    this.logger.warn(
      'session.iceServers has TURN credentials that do not end, and everybody may ask for them; set session.turn, which makes ' +
        'short-lived ones of a secret (TURN_SECRET), or signaling.authorize',
    );
  }
}

markReactorClass(SignalingGateway);
