import { once } from 'node:events';
import { type SignalingClientMessage, type SignalingServerMessage, toJsonText } from '@nestjs-reactor/protocol';
import { type RawData, WebSocket } from 'ws';
import { ReactorError } from '../../errors/index.js';
import type { RemoteSignaling } from '../../session/index.js';

/** "Service restart": the client may connect again at once. */
const RESTART = 1012;

/** "Try again later": the client reads too slowly. */
const TOO_SLOW = 1013;

const OPEN_TIMEOUT_MS = 5_000;
const RETRY_AFTER_MS = 1_000;

/** Codes that a close frame cannot have: they say that there was none. */
const WITHOUT_FRAME: ReadonlySet<number> = new Set([1005, 1006, 1015]);

/** Where a message says what it is: machines write its type first. */
const TYPE = /^\{"type":"(\w+)"/;

const NODE_LOST: SignalingServerMessage = {
  type: 'ended',
  reason: 'node_lost',
  message: 'The machine that ran the session is gone.',
  retryable: true,
};

/** One client's socket and a second one to the machine that has its session: what comes on one is sent on the other. */
export class SocketRelay {
  /** The client is in a session there, or on its way into one. */
  isJoined = true;

  private isEntered = false;

  private constructor(
    private readonly client: WebSocket,
    private readonly remote: WebSocket,
    private readonly maxBufferedBytes: number,
  ) {
    remote.on('message', (data, isBinary) => this.fromRemote(data, isBinary));
    remote.on('close', (code, reason) => this.ended(code, reason.toString()));
    client.once('close', () => this.close());
  }

  /**
   * Resolves when the other machine has accepted the socket; rejects with `node_unavailable`.
   * @param maxBufferedBytes that may wait to be sent to the client
   */
  static async open(client: WebSocket, target: RemoteSignaling, maxBufferedBytes: number): Promise<SocketRelay> {
    const { url, headers, gone } = target;
    const remote = new WebSocket(url, { headers, handshakeTimeout: OPEN_TIMEOUT_MS });
    const end = (): void => remote.terminate();
    gone.addEventListener('abort', end);
    remote.once('close', () => gone.removeEventListener('abort', end));
    // The close that follows is what counts.
    remote.on('error', () => undefined);
    try {
      await once(remote, 'open', { signal: gone });
    } catch (error) {
      throw new ReactorError('node_unavailable', 'the machine that has the session does not answer; try again', {
        cause: error,
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    return new SocketRelay(client, remote, maxBufferedBytes);
  }

  /** @param text the message as the client sent it */
  send({ type }: SignalingClientMessage, text: string): void {
    if (type === 'leave') this.isJoined = false;
    if (this.remote.readyState === WebSocket.OPEN) this.remote.send(text);
  }

  /** The client goes on without that machine. */
  close(): void {
    this.isJoined = false;
    this.remote.removeAllListeners('close');
    this.remote.close();
  }

  private fromRemote(data: RawData, isBinary: boolean): void {
    const { client } = this;
    if (client.readyState !== WebSocket.OPEN) return;
    if (client.bufferedAmount > this.maxBufferedBytes) {
      client.close(TOO_SLOW, 'too much data is waiting to be read');
      return;
    }
    this.follow(data);
    client.send(data, { binary: isBinary });
  }

  /** Whether the client is in a session there. */
  private follow(data: RawData): void {
    const [, type] = TYPE.exec((data as Buffer).toString('latin1', 0, 32)) ?? [];
    if (type === 'joined') this.isEntered = true;
    else if (type === 'ended' || (type === 'error' && !this.isEntered)) this.isJoined = false;
  }

  /** The other machine closed its socket, or is gone. */
  private ended(code: number, reason: string): void {
    const { client } = this;
    const isSudden = WITHOUT_FRAME.has(code);
    if (client.readyState === WebSocket.OPEN) {
      if (isSudden && this.isJoined) client.send(toJsonText(NODE_LOST));
      client.close(isSudden ? RESTART : code, isSudden ? 'the machine of the session is gone' : reason);
    }
    this.isJoined = false;
  }
}
