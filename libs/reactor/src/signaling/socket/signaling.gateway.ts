import { Inject, UseFilters } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
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
  type Session,
  SessionService,
} from '../../session/index.js';
import { toIceServerEntries } from '../http/ice-servers.js';
import { toIceCandidate } from '../http/offer-exchange.js';
import { isAllowedOrigin, SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { Heartbeat } from './heartbeat.js';
import { installSocketAdapter, MAX_PAYLOAD_BYTES } from './ordered-ws.adapter.js';
import { SignalingExceptionFilter } from './signaling-exception.filter.js';
import { sendFrame } from './send-frame.js';
import { SocketSeat } from './socket-seat.js';

/** Closed because the page's origin is not allowed. The code is in the range that applications may use. */
const FORBIDDEN = 4403;

type Answer<T extends SignalingServerMessage['type']> = Extract<SignalingServerMessage, { type: T }>;

/**
 * Signalling and commands over one WebSocket. Messages of one client are handled strictly in order, and each that has a
 * request id is answered once.
 */
@WebSocketGateway({ path: '/signaling', maxPayload: MAX_PAYLOAD_BYTES })
@UseFilters(SignalingExceptionFilter)
export class SignalingGateway implements OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket> {
  private readonly seats = new WeakMap<WebSocket, SocketSeat>();
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly sessions: SessionService,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
    moduleRef: ModuleRef,
  ) {
    installSocketAdapter(moduleRef, options);
    this.heartbeat = new Heartbeat(options.heartbeatMs);
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    if (!isAllowedOrigin(this.options, request.headers.origin)) {
      socket.close(FORBIDDEN, 'this origin is not allowed');
      return;
    }
    this.heartbeat.watch(socket);
    this.seats.set(socket, new SocketSeat((message) => sendFrame(socket, message, this.options.maxBufferedBytes)));
  }

  handleDisconnect(socket: WebSocket): void {
    this.seats.get(socket)?.leave();
  }

  @SubscribeMessage('join')
  join(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'join'>): Answer<'joined'> {
    const runtime = this.sessions.runtime(request.model);
    const session = sessionToJoin(runtime, request);
    const connection = this.seat(socket).take(runtime, session);
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
        sendFrame(socket, { type: 'candidate', candidate: fromIceCandidate(candidate) }, this.options.maxBufferedBytes);
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
      sendFrame(socket, { ...toAnswer(outcome), ...idOf(request) }, this.options.maxBufferedBytes);
    });
  }

  /** Accepted when the file is complete; later messages do not wait for it. */
  @SubscribeMessage('file_uploaded')
  fileUploaded(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'file_uploaded'>): void {
    const { connection } = this.seat(socket).taken;
    void connection.fileUploaded(request.upload_id).then((refusal) => {
      if (refusal === undefined && request.request_id === undefined) return;
      const answer = refusal === undefined ? ({ type: 'accepted' } as const) : toAnswer(refusal);
      sendFrame(socket, { ...answer, ...idOf(request) }, this.options.maxBufferedBytes);
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

  private seat(socket: WebSocket): SocketSeat {
    const seat = this.seats.get(socket);
    if (seat !== undefined) return seat;
    throw new ReactorError('not_joined', 'this socket was refused; connect again from an allowed origin');
  }
}

/** The running session, or a new one. Throws `no_session`, `unknown_session`, `model_loading` and what `start` throws. */
function sessionToJoin(runtime: ModelRuntime, request: SignalingRequest<'join'>): Session {
  if (request.session_id !== undefined) return runtime.session(request.session_id);
  if (runtime.current === undefined && request.start !== false) runtime.start({});
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
