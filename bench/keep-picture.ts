import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * Joins the bench's model over a socket and has it paint that picture.
 * @param grain of the picture, 0 to 255: how much of its bitrate it needs
 * @returns the socket, whose client keeps the session
 */
export async function keepPicture(url: string, width: number, grain: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/signaling`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'join' }));
  await once(socket, 'message');
  for (const [name, args] of [
    ['set_width', { width }],
    ['set_grain', { grain }],
  ] as const) {
    socket.send(JSON.stringify({ type: 'command', name, args }));
  }
  return socket;
}
