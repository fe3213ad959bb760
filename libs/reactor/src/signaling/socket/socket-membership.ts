import { type ServerMessage, type SignalingServerMessage } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import type { EndNotice, Principal, Session, SessionConnection, SocketWire } from '../../session/index.js';
import type { LocalModel } from '../../local-api/index.js';

interface Place {
  readonly runtime: LocalModel;
  readonly session: Session;
  readonly connection: SessionConnection;
  readonly unfollow: () => void;
}

/** Session membership of one socket's client. It may join several sessions one after another. */
export class SocketMembership implements SocketWire {
  private place: Place | undefined;
  private joinedAs: Principal | undefined;
  private visitedAs: string | undefined;

  /**
   * @param write sends one message on the socket
   * @param waiting bytes not written yet
   * @param senderAddress the whole address, where it is known
   */
  constructor(
    private readonly write: (message: SignalingServerMessage) => void,
    private readonly waiting: () => number,
    readonly senderAddress: string | undefined,
  ) {}

  /** That of the last join; undefined: it may do everything. */
  get principal(): Principal | undefined {
    return this.joinedAs;
  }

  /** Of the last join: whose ticket was shown. */
  get visitor(): string | undefined {
    return this.visitedAs;
  }

  get backlog(): number {
    return this.waiting();
  }

  /** Is it in a session of this machine? */
  get isIn(): boolean {
    return this.place !== undefined;
  }

  /** Throws `not_joined`. */
  get taken(): Place {
    if (this.place !== undefined) return this.place;
    throw new ReactorError('not_joined', 'join a session first: {"type":"join"}');
  }

  /** Throws `already_joined`, or what the session refuses with. */
  take(runtime: LocalModel, session: Session, principal: Principal | undefined, visitor?: string): SessionConnection {
    if (this.place !== undefined)
      throw new ReactorError('already_joined', 'this socket is in a session; leave it first: {"type":"leave"}');
    this.joinedAs = principal;
    this.visitedAs = visitor;
    const connection = session.participants.join(this);
    const unfollow = runtime.onStateOf(session, (state) => this.write({ type: 'state', state }));
    this.place = { runtime, session, connection, unfollow };
    return connection;
  }

  /** Does nothing where the client is in no session. */
  leave(): void {
    const place = this.place;
    this.place = undefined;
    place?.unfollow();
    place?.connection.leave();
  }

  send(message: ServerMessage): void {
    switch (message.kind) {
      case 'modelMessage':
        this.write({ type: 'message', message: { type: message.type, data: message.data } });
        return;
      case 'error':
        this.write({ type: 'error', error: { code: message.code, message: message.message } });
        return;
      case 'inputs':
      case 'viewers':
      case 'notice':
      case 'frame':
      case 'metadata':
      case 'seats':
      case 'time_limit': {
        const { kind, ...values } = message;
        this.write({ type: kind, ...values } as Extract<SignalingServerMessage, { type: typeof kind }>);
        return;
      }
      case 'ack':
      case 'clipReady':
      case 'clipFailed':
      case 'connectionEnded':
      case 'modelCapabilities':
      case 'modelSchema':
      case 'moderation':
      case 'publishGranted':
      case 'publishRefused':
      case 'sessionEnded':
        // Of data channels alone: on a socket they are replies, or its own messages.
        return;
    }
  }

  ended({ reason, message, temporary }: EndNotice): void {
    this.place?.unfollow();
    this.place = undefined;
    this.write({
      type: 'ended',
      message,
      ...(temporary === undefined ? { reason } : { reason: temporary, retryable: true }),
    });
  }
}
