import { Inject, UseFilters } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { SignalingRequest, SignalingServerMessage } from '@nestjs-reactor/protocol';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import {
  type CommandOutcome,
  type IceCandidate,
  type ModelRuntime,
  RefusalTally,
  type Session,
  SessionService,
} from '../../session/index.js';
import { toIceServerEntries } from '../http/ice-servers.js';
import { toIceCandidate } from '../http/offer-exchange.js';
import { isAllowedOrigin, originRefusal } from '../allowed-origin.js';
import { clientAddress, trustedProxies } from '../client-address.js';
import { JoinLimit } from '../join-limit.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { StartLimit } from '../start-limit.js';
import { Heartbeat } from './heartbeat.js';
import { installSocketAdapter, SIGNALING_PATH } from './ordered-ws.adapter.js';
import { SignalingExceptionFilter, toErrorMessage } from './signaling-exception.filter.js';
import { sendFrame } from './send-frame.js';
import { SocketCensus } from './socket-census.js';
import { SocketSeat, type Tell } from './socket-seat.js';

/** Close codes in the range that applications may use: the page's origin is not allowed, the address has its sockets. */
const FORBIDDEN = 4403;
const TOO_MANY = 4429;

type Answer<T extends SignalingServerMessage['type']> = Extract<SignalingServerMessage, { type: T }>;

/**
 * Signalling and commands over one WebSocket. Messages of one client are handled strictly in order, and each that has a
 * request id is answered once.
 */
@WebSocketGateway({ path: SIGNALING_PATH })
@UseFilters(SignalingExceptionFilter)
export class SignalingGateway implements OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket> {
  private readonly seats = new WeakMap<WebSocket, SocketSeat>();
  private readonly heartbeat: Heartbeat;
  private readonly census: SocketCensus;

  constructor(
    private readonly sessions: SessionService,
    private readonly starts: StartLimit,
    private readonly joins: JoinLimit,
    private readonly refusals: RefusalTally,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    moduleRef: ModuleRef,
  ) {
    installSocketAdapter(moduleRef, options, refusals);
    this.heartbeat = new Heartbeat(options.heartbeatMs);
    this.census = new SocketCensus(options.maxSocketsPerAddress);
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    if (!isAllowedOrigin(this.options, request.headers)) {
      this.turnAway(socket, originRefusal(), FORBIDDEN);
      return;
    }
    const address = clientAddress(request, trustedProxies(this.adapterHost));
    if (!this.census.enter(address)) {
      const { maxSocketsPerAddress } = this.options;
      const error = new ReactorError('socket_limit', `${maxSocketsPerAddress} sockets are open already; close one`);
      this.turnAway(socket, error, TOO_MANY);
      return;
    }
    this.heartbeat.watch(socket);
    const tell: Tell = (message) => sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
    this.seats.set(socket, new SocketSeat(address, tell));
  }

  handleDisconnect(socket: WebSocket): void {
    const seat = this.seats.get(socket);
    if (seat === undefined) return;
    this.seats.delete(socket);
    this.census.leave(seat.address);
    seat.leave();
  }

  @SubscribeMessage('join')
  async join(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'join'>,
  ): Promise<Answer<'joined'>> {
    const runtime = this.sessions.runtime(request.model);
    this.joins.check(this.seat(socket).address);
    if (startsSession(runtime, request)) await this.starts.check(this.seat(socket).address);
    // Asked again: the socket may have closed meanwhile.
    const seat = this.seat(socket);
    const session = sessionToJoin(runtime, request);
    const connection = seat.take(runtime, session);
    return {
      type: 'joined',
      session: runtime.descriptor(),
      connection_id: connection.id,
      ice_servers: toIceServerEntries(session.iceServers),
    };
  }

  @SubscribeMessage('offer')
  async offer(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'offer'>,
  ): Promise<Answer<'answer'>> {
    const { session, connection } = this.seat(socket).taken;
    const sdp = await session.negotiate(connection.id, {
      sdp: request.sdp,
      tracks: request.track_mapping,
      wire: 'v0',
      startFlowing: false,
      onCandidate: (candidate) => {
        sendFrame(
          socket,
          { type: 'candidate', candidate: fromIceCandidate(candidate) },
          this.options.maxBufferedBytes,
          this.refusals,
        );
      },
    });
    return { type: 'answer', sdp };
  }

  @SubscribeMessage('candidate')
  candidate(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'candidate'>,
  ): Answer<'accepted'> {
    const { session, connection } = this.seat(socket).taken;
    if (request.candidate !== null) session.addCandidates(connection.id, [toIceCandidate(request.candidate)]);
    return { type: 'accepted' };
  }

  /** The reply is sent when the model has applied the command; later messages do not wait for it. */
  @SubscribeMessage('command')
  command(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'command'>): void {
    const { connection } = this.seat(socket).taken;
    void connection.command(request.name, request.args ?? {}, request.uploads ?? {}).then((outcome) => {
      if (outcome.ok && request.request_id === undefined) return;
      sendFrame(socket, { ...toAnswer(outcome), ...idOf(request) }, this.options.maxBufferedBytes, this.refusals);
    });
  }

  /** Accepted when the file is complete; later messages do not wait for it. */
  @SubscribeMessage('file_uploaded')
  fileUploaded(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'file_uploaded'>): void {
    const { connection } = this.seat(socket).taken;
    void connection.fileUploaded(request.upload_id).then((refusal) => {
      if (refusal === undefined && request.request_id === undefined) return;
      const answer = refusal === undefined ? ({ type: 'accepted' } as const) : toAnswer(refusal);
      sendFrame(socket, { ...answer, ...idOf(request) }, this.options.maxBufferedBytes, this.refusals);
    });
  }

  @SubscribeMessage('resume')
  resume(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() { track }: SignalingRequest<'resume'>,
  ): Answer<'accepted'> {
    this.seat(socket).taken.connection.setFlowing(track, true);
    return { type: 'accepted' };
  }

  @SubscribeMessage('pause')
  pause(@ConnectedSocket() socket: WebSocket, @MessageBody() { track }: SignalingRequest<'pause'>): Answer<'accepted'> {
    this.seat(socket).taken.connection.setFlowing(track, false);
    return { type: 'accepted' };
  }

  @SubscribeMessage('publish')
  publish(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() { track }: SignalingRequest<'publish'>,
  ): Answer<'accepted'> {
    this.seat(socket).taken.connection.publish(track);
    return { type: 'accepted' };
  }

  @SubscribeMessage('unpublish')
  unpublish(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() { track }: SignalingRequest<'unpublish'>,
  ): Answer<'accepted'> {
    this.seat(socket).taken.connection.unpublish(track);
    return { type: 'accepted' };
  }

  @SubscribeMessage('schema')
  schema(@ConnectedSocket() socket: WebSocket): Answer<'schema'> {
    return { type: 'schema', schema: this.seat(socket).taken.runtime.schema() };
  }

  @SubscribeMessage('ping')
  ping(): Answer<'pong'> {
    return { type: 'pong' };
  }

  @SubscribeMessage('leave')
  leave(@ConnectedSocket() socket: WebSocket, @MessageBody() { stop }: SignalingRequest<'leave'>): Answer<'left'> {
    const seat = this.seat(socket);
    const { runtime } = seat.taken;
    seat.leave();
    if (stop) runtime.stop({ moderate: false, reason: '' });
    return { type: 'left' };
  }

  /** Says why, where the client can hear it, and closes. */
  private turnAway(socket: WebSocket, error: ReactorError, closeCode: number): void {
    this.refusals.count('socket', error.code);
    sendFrame(socket, toErrorMessage(error, undefined), this.options.maxBufferedBytes, this.refusals);
    socket.close(closeCode, error.message);
  }

  private seat(socket: WebSocket): SocketSeat {
    const seat = this.seats.get(socket);
    if (seat !== undefined) return seat;
    throw new ReactorError('not_joined', 'this socket was refused or has closed; connect again from an allowed origin');
  }
}

function startsSession(runtime: ModelRuntime, request: SignalingRequest<'join'>): boolean {
  return request.session_id === undefined && runtime.current === undefined && request.start !== false;
}

/** The running session, or a new one. Throws `no_session`, `unknown_session`, `model_loading` and what `start` throws. */
function sessionToJoin(runtime: ModelRuntime, request: SignalingRequest<'join'>): Session {
  if (request.session_id !== undefined) return runtime.session(request.session_id);
  if (startsSession(runtime, request)) runtime.start({});
  const session = runtime.current;
  if (session === undefined)
    throw new ReactorError('no_session', 'no session is running; join without "start": false to start one');
  return session;
}

function toAnswer(outcome: CommandOutcome): Answer<'reply'> | Answer<'error'> {
  if (!outcome.ok) {
    const { ok: _ok, ...error } = outcome;
    return { type: 'error', error };
  }
  const { reply, turn, frame } = outcome;
  return { type: 'reply', turn, frame, ...(reply === undefined ? {} : { message: reply }) };
}

function idOf(request: { readonly request_id?: string }): { request_id?: string } {
  return request.request_id === undefined ? {} : { request_id: request.request_id };
}

function fromIceCandidate(candidate: IceCandidate | null): Answer<'candidate'>['candidate'] {
  if (candidate === null) return null;
  return {
    candidate: candidate.candidate,
    ...(candidate.sdpMid === undefined ? {} : { sdp_mid: candidate.sdpMid }),
    ...(candidate.sdpMLineIndex === undefined ? {} : { sdp_mline_index: candidate.sdpMLineIndex }),
  };
}
