import { Inject, Logger, type OnApplicationBootstrap, UseFilters, UseInterceptors } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
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
import { ReactorError, toReactorError } from '../../errors/index.js';
import { type LocalModel, SessionService } from '../../local-api/index.js';
import {
  type CommandOutcome,
  EXPIRED_MESSAGE,
  ExpiryTimer,
  type IceCandidate,
  type Principal,
  RefusalCounter,
  type Session,
} from '../../session/index.js';
import { toIceServerEntries } from '../rest/ice-servers.js';
import { toIceCandidate } from '../rest/offer-exchange.js';
import { AccessControl, type Asked } from '../access/access-control.js';
import { checkHostAndOrigin } from '../access/allowed-origin.js';
import { clientAddress, senderAddress, trustedProxies } from '../access/client-address.js';
import { ClientLimits } from '../access/client-limits.js';
import { Callers } from '../access/callers.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';
import { StartLimit } from '../access/start-limit.js';
import { markReactorClass } from '../reactor-context.js';
import { Heartbeat } from './heartbeat.js';
import { ReachedGatewayInterceptor } from './reached-gateway.interceptor.js';
import { SIGNALING_GATEWAY, SignalingAdapter } from './signaling-adapter.js';
import { SignalingExceptionFilter, toErrorMessage } from './signaling-exception.filter.js';
import { sendFrame } from './send-frame.js';
import { SocketCounter } from './socket-counter.js';
import { SocketRefusals } from './socket-refusals.js';
import { SocketMembership, type Tell } from './socket-membership.js';

/**
 * Close codes in the range for applications: the client is not authenticated, or not allowed, or its page's origin is
 * not; the address has too many sockets.
 */
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const TOO_MANY = 4429;

type Answer<T extends SignalingServerMessage['type']> = Extract<SignalingServerMessage, { type: T }>;

/**
 * Signalling and commands over one WebSocket. Messages of one client are handled strictly in order, and each that has a
 * request id is answered once.
 */
@WebSocketGateway({ path: SIGNALING_GATEWAY })
@UseFilters(SignalingExceptionFilter)
@UseInterceptors(ReachedGatewayInterceptor)
export class SignalingGateway
  implements OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket>, OnApplicationBootstrap
{
  private readonly seats = new WeakMap<WebSocket, SocketMembership>();
  private readonly expiries = new WeakMap<WebSocket, ExpiryTimer>();
  private readonly logger = new Logger('Reactor');
  private readonly heartbeat: Heartbeat;
  private readonly census: SocketCounter;

  constructor(
    private readonly sessions: SessionService,
    private readonly starts: StartLimit,
    private readonly limits: ClientLimits,
    private readonly callers: Callers,
    private readonly refusals: RefusalCounter,
    private readonly adapterHost: HttpAdapterHost,
    private readonly adapter: SignalingAdapter,
    private readonly admission: AccessControl,
    private readonly answers: SocketRefusals,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {
    this.heartbeat = new Heartbeat(options.heartbeatMs);
    this.census = new SocketCounter(options.maxSocketsPerAddress);
  }

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

  /** Credentials in the ICE servers can be used elsewhere. */
  private warnOfOpenCredentials(): void {
    const isOpen = this.sessions.hasLastingCredentials && this.options.authorize === undefined;
    if (!isOpen) return;
    this.logger.warn(
      'session.iceServers has TURN credentials that do not end, and everybody may ask for them; set session.turn, which makes ' +
        'short-lived ones of a secret (TURN_SECRET), or signaling.authorize',
    );
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    // Identity of the client for the application's guards.
    Object.defineProperty(socket, 'upgradeReq', { value: request });
    try {
      checkHostAndOrigin(this.options, request.headers);
    } catch (error) {
      this.turnAway(socket, toReactorError(error), FORBIDDEN);
      return;
    }
    const address = clientAddress(request, trustedProxies(this.adapterHost));
    if (!this.census.enter(address)) {
      const { maxSocketsPerAddress } = this.options;
      const error = new ReactorError('socket_limit', `${maxSocketsPerAddress} sockets are already open; close one`);
      this.turnAway(socket, error, TOO_MANY);
      return;
    }
    socket.once('close', () => this.census.leave(address));
    this.heartbeat.watch(socket);
    void this.admit(socket, request, address);
  }

  handleDisconnect(socket: WebSocket): void {
    const seat = this.seats.get(socket);
    this.seats.delete(socket);
    this.expiries.get(socket)?.clear();
    seat?.leave();
  }

  @SubscribeMessage('join')
  async join(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'join'>): Promise<void> {
    const runtime = this.sessions.runtime(request.model);
    this.limits.check('join', this.seat(socket).address);
    const starts = startsSession(runtime, request);
    if (starts) await this.starts.check(this.seat(socket).address);
    const principal = await this.checkJoin(socket, runtime, request, starts);
    // Checked again: the socket may have closed meanwhile.
    const seat = this.seat(socket);
    const session = sessionToJoin(runtime, request, starts, this.callers.callerOf(requestOf(socket)));
    const connection = seat.take(runtime, session, principal);
    this.expiries.get(socket)?.set(principal?.expiresAt);
    this.answer(socket, request, {
      type: 'joined',
      session: runtime.descriptor(session),
      connection_id: connection.id,
      ice_servers: toIceServerEntries(session.iceServers),
      ...(principal === undefined ? {} : { roles: principal.roles }),
    });
    if (request.subscribe !== undefined) connection.subscribe(request.subscribe);
  }

  @SubscribeMessage('offer')
  async offer(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'offer'>): Promise<void> {
    const { connection } = this.seat(socket).taken;
    this.limits.check('offer', this.callers.callerOf(requestOf(socket)));
    const sdp = await connection.negotiate({
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
    this.answer(socket, request, { type: 'answer', sdp });
  }

  @SubscribeMessage('candidate')
  candidate(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'candidate'>): void {
    const { connection } = this.seat(socket).taken;
    if (request.candidate !== null) connection.addCandidates([toIceCandidate(request.candidate)]);
    this.answer(socket, request, { type: 'accepted' });
  }

  /** The reply is sent when the model has applied the command; later messages do not wait for it. */
  @SubscribeMessage('command')
  command(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'command'>): void {
    const { connection } = this.seat(socket).taken;
    void connection.command(request.name, request.args ?? {}, request.uploads ?? {}).then((outcome) => {
      if (!outcome.ok || request.request_id !== undefined) this.answer(socket, request, toAnswer(outcome));
    });
  }

  /** Accepted when the file is complete; later messages do not wait for it. */
  @SubscribeMessage('file_uploaded')
  fileUploaded(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'file_uploaded'>): void {
    const { connection } = this.seat(socket).taken;
    void connection.fileUploaded(request.upload_id).then((refusal) => {
      this.answer(socket, request, refusal === undefined ? { type: 'accepted' } : toAnswer(refusal));
    });
  }

  @SubscribeMessage('resume')
  resume(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'resume'>): void {
    this.seat(socket).taken.connection.setFlowing(request.track, true);
    this.answer(socket, request, { type: 'accepted' });
  }

  @SubscribeMessage('pause')
  pause(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'pause'>): void {
    this.seat(socket).taken.connection.setFlowing(request.track, false);
    this.answer(socket, request, { type: 'accepted' });
  }

  @SubscribeMessage('publish')
  publish(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'publish'>): void {
    this.seat(socket).taken.connection.publish(request.track);
    this.answer(socket, request, { type: 'accepted' });
  }

  @SubscribeMessage('unpublish')
  unpublish(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'unpublish'>): void {
    this.seat(socket).taken.connection.unpublish(request.track);
    this.answer(socket, request, { type: 'accepted' });
  }

  @SubscribeMessage('schema')
  async schema(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() request: SignalingRequest<'schema'>,
  ): Promise<void> {
    const { runtime, session } = this.seat(socket).taken;
    await this.check(socket, { action: 'schema', model: runtime.manifest.name, sessionId: session.id });
    this.answer(socket, request, { type: 'schema', schema: runtime.schema() });
  }

  @SubscribeMessage('ping')
  ping(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'ping'>): void {
    this.answer(socket, request, { type: 'pong' });
  }

  @SubscribeMessage('leave')
  async leave(@ConnectedSocket() socket: WebSocket, @MessageBody() request: SignalingRequest<'leave'>): Promise<void> {
    const seat = this.seat(socket);
    const { runtime, session } = seat.taken;
    const asked = { model: runtime.manifest.name, sessionId: session.id };
    if (request.stop) await this.check(socket, { ...asked, action: 'stop_session' });
    seat.leave();
    if (request.stop) session.stop({ moderate: false, reason: '' });
    this.answer(socket, request, { type: 'left' });
  }

  /**
   * Sent here and not returned: a handler's result passes the application's interceptors. A client that sent no request
   * id does not wait for an answer, except for essential ones.
   */
  private answer(
    socket: WebSocket,
    { request_id: id }: { readonly request_id?: string },
    message: SignalingServerMessage,
  ): void {
    if (id === undefined && ['accepted', 'pong', 'left'].includes(message.type)) return;
    const answer = { ...message, ...(id === undefined ? {} : { request_id: id }) };
    if (answer.type === 'error') {
      this.answers.send(socket, answer);
      return;
    }
    sendFrame(socket, answer, this.options.maxBufferedBytes, this.refusals);
  }

  private async check(socket: WebSocket, asked: Omit<Asked, 'edge'>): Promise<Principal | undefined> {
    return await this.admission.check(requestOf(socket), { edge: 'socket', ...asked });
  }

  /** @returns who joins; undefined where it may do everything */
  private async checkJoin(
    socket: WebSocket,
    runtime: LocalModel,
    request: SignalingRequest<'join'>,
    starts: boolean,
  ): Promise<Principal | undefined> {
    const model = runtime.manifest.name;
    if (starts) await this.check(socket, { action: 'start_session', model });
    const sessionId = request.session_id ?? (starts ? undefined : runtime.current?.id);
    return await this.check(socket, { action: 'join', model, ...(sessionId === undefined ? {} : { sessionId }) });
  }

  /** Messages before admission stay unread. */
  private async admit(socket: WebSocket, request: IncomingMessage, address: string): Promise<void> {
    socket.pause();
    try {
      const principal = await this.check(socket, { action: 'socket' });
      const tell: Tell = (message) => sendFrame(socket, message, this.options.maxBufferedBytes, this.refusals);
      this.seats.set(
        socket,
        new SocketMembership(
          address,
          tell,
          () => socket.bufferedAmount,
          senderAddress(request, trustedProxies(this.adapterHost)),
        ),
      );
      const expiry = new ExpiryTimer(() => this.expire(socket));
      this.expiries.set(socket, expiry);
      expiry.set(principal?.expiresAt);
    } catch (error) {
      const refusal = toReactorError(error);
      this.turnAway(socket, refusal, refusal.code === 'unauthorized' ? UNAUTHORIZED : FORBIDDEN);
    } finally {
      socket.resume();
    }
  }

  /** It leaves its session at once: a client may take its time to close its end of the socket. */
  private expire(socket: WebSocket): void {
    this.turnAway(socket, new ReactorError('authorization_expired', EXPIRED_MESSAGE), UNAUTHORIZED);
    this.handleDisconnect(socket);
  }

  /** Sends the reason, where possible, and closes. */
  private turnAway(socket: WebSocket, error: ReactorError, closeCode: number): void {
    this.refusals.count('socket', error.code);
    sendFrame(socket, toErrorMessage(error, undefined), this.options.maxBufferedBytes, this.refusals);
    socket.close(closeCode, reasonOf(error.message));
  }

  private seat(socket: WebSocket): SocketMembership {
    const seat = this.seats.get(socket);
    if (seat !== undefined) return seat;
    throw new ReactorError('not_joined', 'this socket was refused or has closed; connect again from an allowed origin');
  }
}

markReactorClass(SignalingGateway);

/** The request that opened the socket. */
function requestOf(socket: WebSocket): IncomingMessage {
  return (socket as unknown as { readonly upgradeReq: IncomingMessage }).upgradeReq;
}

/** A close frame has room for 123 bytes. */
function reasonOf(message: string): string {
  return Buffer.from(message)
    .subarray(0, 123)
    .toString()
    .replace(/\uFFFD$/, '');
}

function startsSession(runtime: LocalModel, request: SignalingRequest<'join'>): boolean {
  if (request.session_id !== undefined || request.start === false) return false;
  return runtime.current === undefined || runtime.givesOwn(request.own);
}

/** The running session, or a new one where the client may start it. Throws `no_session`, `unknown_session`, `model_loading` and what `start` throws. */
function sessionToJoin(
  runtime: LocalModel,
  request: SignalingRequest<'join'>,
  mayStart: boolean,
  caller: string,
): Session {
  if (request.session_id !== undefined) return runtime.session(request.session_id);
  if (mayStart && startsSession(runtime, request)) return runtime.start({ caller, own: request.own });
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

function fromIceCandidate(candidate: IceCandidate | null): Answer<'candidate'>['candidate'] {
  if (candidate === null) return null;
  return {
    candidate: candidate.candidate,
    ...(candidate.sdpMid === undefined ? {} : { sdp_mid: candidate.sdpMid }),
    ...(candidate.sdpMLineIndex === undefined ? {} : { sdp_mline_index: candidate.sdpMLineIndex }),
  };
}
