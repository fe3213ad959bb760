import {
  parseSignalingMessage,
  type SignalingClientMessage,
  type SignalingRequest,
  type SignalingServerMessage,
  type SignalingType,
} from '@nestjs-reactor/protocol';
import { ClientError } from '../client-error.js';

/** The part of a browser's WebSocket that is used here. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

interface Answers {
  join: 'joined';
  offer: 'answer';
  candidate: 'accepted';
  stream: 'stream';
  command: 'reply';
  file_uploaded: 'accepted';
  resume: 'accepted';
  pause: 'accepted';
  publish: 'accepted';
  unpublish: 'accepted';
  control: 'accepted';
  wait: 'waiting';
  stop_waiting: 'accepted';
  schema: 'schema';
  ping: 'pong';
  leave: 'left';
}

type Message<T extends SignalingServerMessage['type']> = Extract<SignalingServerMessage, { type: T }>;

/** Messages of the server without a request. An error for a message without a request id is an `error`. */
export type SignalingNotice = Message<
  | 'waiting'
  | 'candidate'
  | 'message'
  | 'state'
  | 'inputs'
  | 'viewers'
  | 'notice'
  | 'frame'
  | 'metadata'
  | 'seats'
  | 'time_limit'
  | 'ended'
  | 'error'
>;

interface Waiting {
  readonly resolve: (message: SignalingServerMessage) => void;
  readonly reject: (error: ClientError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

const OPEN_TIMEOUT_MS = 10_000;

/** Close codes of the server's, and the refusals they stand for. */
const REFUSALS: Readonly<Record<number, string>> = { 4401: 'unauthorized', 4403: 'forbidden', 4429: 'socket_limit' };

/** Matches requests on one signalling socket with their answers. */
export class SignalingSocket {
  /** Settles when the socket is closed, by either side. */
  readonly closed: Promise<ClientError>;
  onNotice: (notice: SignalingNotice) => void = () => {};

  private readonly waiting = new Map<string, Waiting>();
  private lastId = 0;
  private over: ClientError | undefined;
  private opened = false;

  private constructor(private readonly socket: SocketLike) {
    socket.onmessage = ({ data }) => this.take(data);
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) => {
        this.end(this.closedBy(code, reason));
        resolve(this.over!);
      };
    });
  }

  /** Rejects with `socket_blocked`, or `no_answer` after ten seconds. */
  static async open(connect: () => SocketLike): Promise<SignalingSocket> {
    const raw = connect();
    const socket = new SignalingSocket(raw);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        raw.close();
        reject(ClientError.own('no_answer', 'the server did not open a socket in time'));
      }, OPEN_TIMEOUT_MS);
      raw.onopen = () => {
        socket.opened = true;
        clearTimeout(timer);
        resolve();
      };
      void socket.closed.then((error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
    return socket;
  }

  /**
   * Rejects with the server's refusal, `no_answer`, `socket_closed`, or a `WireError` for a message that may not be
   * sent.
   */
  request<K extends SignalingType>(
    message: SignalingRequest<K> & { readonly type: K },
    timeoutMs = 15_000,
  ): Promise<Message<Answers[K]>> {
    const id = String(++this.lastId);
    return new Promise((resolve, reject) => {
      if (this.over !== undefined) throw this.over;
      const text = JSON.stringify({ ...message, request_id: id });
      // Parsing our own message finds errors for which the server would close the socket, above all its size.
      parseSignalingMessage(text);
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(ClientError.own('no_answer', `the server did not answer within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      this.waiting.set(id, { resolve: (answer) => resolve(answer as Message<Answers[K]>), reject, timer });
      this.socket.send(text);
    });
  }

  /** Sends without waiting. On a closed socket it does nothing. */
  notify(message: SignalingClientMessage): void {
    if (this.over === undefined) this.socket.send(JSON.stringify(message));
  }

  close(): void {
    this.end(ClientError.own('socket_closed', 'the client closed the connection'));
    this.socket.close();
  }

  /** A browser gives no further reason for a socket that did not open. */
  private closedBy(closeCode: number, reason: string): ClientError {
    const refusal = REFUSALS[closeCode];
    if (refusal !== undefined) return new ClientError(refusal, reason || 'the server closed the socket', { closeCode });
    return this.opened
      ? ClientError.own('socket_closed', reason || 'the connection to the server closed', { closeCode })
      : ClientError.own('socket_blocked', 'the server answers requests, but its WebSocket did not open', { closeCode });
  }

  private take(data: unknown): void {
    const message = read(data);
    if (message === undefined) return;
    const id = 'request_id' in message ? message.request_id : undefined;
    if (id === undefined) {
      this.onNotice(message as SignalingNotice);
      return;
    }
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    clearTimeout(waiting?.timer);
    if (message.type === 'error') waiting?.reject(ClientError.fromServer(message.error));
    else waiting?.resolve(message);
  }

  private end(error: ClientError): void {
    if (this.over !== undefined) return;
    this.over = error;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.waiting.clear();
  }
}

/** Another kind of server may answer at this address: unknown messages are ignored. */
function read(data: unknown): SignalingServerMessage | undefined {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null && 'type' in value
      ? (value as SignalingServerMessage)
      : undefined;
  } catch {
    return undefined;
  }
}
