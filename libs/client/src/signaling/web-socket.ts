import type { SocketLike } from './signaling-socket.js';

/** The browser's own socket, already connecting. */
export function openWebSocket(url: string): SocketLike {
  const socket = new WebSocket(url);
  const like: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.onopen = () => like.onopen?.();
  socket.onmessage = (event: MessageEvent<unknown>) => like.onmessage?.(event);
  socket.onclose = (event) => like.onclose?.(event);
  return like;
}
