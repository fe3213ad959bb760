import type { SocketLike } from './signaling-socket.js';

/**
 * The browser's own socket, already connecting.
 * @param token the server finds it in the request as the second subprotocol: a browser lets a page set no header
 */
export function openWebSocket(url: string, token: string | undefined): SocketLike {
  const socket = new WebSocket(url, token === undefined ? [] : ['bearer', token]);
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
