import type { WebSocket } from 'ws';

/** Finds sockets whose other end is gone without a word: each is pinged, and closed when it has not answered by the next time. */
export class Heartbeat {
  constructor(private readonly periodMs: number) {}

  watch(socket: WebSocket): void {
    let answered = true;
    socket.on('pong', () => {
      answered = true;
    });
    const timer = setInterval(() => {
      // Of a socket that is not read for now nothing can be heard.
      if (socket.isPaused) answered = true;
      if (!answered) {
        socket.terminate();
        return;
      }
      answered = false;
      socket.ping();
    }, this.periodMs);
    timer.unref();
    socket.once('close', () => clearInterval(timer));
  }
}
