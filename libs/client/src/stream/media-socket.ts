import {
  encodeStreamFeedback,
  parseStreamFrame,
  type StreamFeedback,
  type StreamFrame,
} from '@nestjs-reactor/protocol';
import { ClientError, toClientError } from '../client-error.js';

/** The part of a browser's WebSocket that a media socket uses. */
export interface BinarySocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  /** On a socket that is not open it does nothing. */
  send(message: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** Frames of a session that come over a WebSocket, and what is said of them. */
export class MediaSocket {
  /** Settles when it is open; never where it is refused. */
  readonly opened: Promise<void>;
  /** Settles when it is closed, by either side. */
  readonly closed: Promise<ClientError>;
  private received = 0;

  /** @param take gets each frame, in their order */
  constructor(
    private readonly socket: BinarySocketLike,
    take: (frame: StreamFrame) => void,
  ) {
    this.opened = new Promise((resolve) => {
      socket.onopen = () => resolve();
    });
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) =>
        resolve(ClientError.own('media_socket_closed', reason || 'the media socket closed', { closeCode: code }));
      socket.onmessage = ({ data }) => {
        if (!(data instanceof ArrayBuffer)) return;
        this.received += data.byteLength;
        try {
          take(parseStreamFrame(data));
        } catch (error) {
          resolve(toClientError(error));
          this.close();
        }
      };
    });
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.received;
  }

  /** On a socket that is not open it does nothing. */
  say(feedback: StreamFeedback): void {
    this.socket.send(encodeStreamFeedback(feedback));
  }

  close(): void {
    this.socket.close();
  }
}
