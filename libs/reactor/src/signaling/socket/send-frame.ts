import { type SignalingServerMessage, toJsonText } from '@nestjs-reactor/protocol';
import { WebSocket } from 'ws';
import type { RefusalCounter } from '../../session/index.js';

/** "Try again later": the client reads too slowly. */
const TOO_SLOW = 1013;

/**
 * Sends one message, or closes a socket whose backlog is over the bound, counted as `queue_full`. Nothing is sent on a
 * closed one.
 */
export function sendFrame(
  socket: WebSocket,
  message: SignalingServerMessage,
  maxBufferedBytes: number,
  refusals: RefusalCounter,
): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > maxBufferedBytes) {
    refusals.count('socket', 'queue_full');
    socket.close(TOO_SLOW, 'too much data is waiting to be read');
    return;
  }
  socket.send(toJsonText(message));
}
