import { type SignalingServerMessage, toJsonText } from '@nestjs-reactor/protocol';
import { WebSocket } from 'ws';

/** "Try again later": the client reads too slowly for what it is sent. */
const TOO_SLOW = 1013;

/** Sends one message, or closes a socket whose backlog is over the bound. One that is closed already hears nothing. */
export function sendFrame(socket: WebSocket, message: SignalingServerMessage, maxBufferedBytes: number): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > maxBufferedBytes) {
    socket.close(TOO_SLOW, 'too much is waiting to be read');
    return;
  }
  socket.send(toJsonText(message));
}
