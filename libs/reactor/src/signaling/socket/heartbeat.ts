import type { WebSocket } from 'ws';

/** Detects dead sockets: each is pinged, and closed when it has not answered by the next time. */
export class Heartbeat {
  constructor(private readonly periodMs: number) {}

  watch(socket: WebSocket): void {
    let answered = true;
    socket.on('pong', () => {
      answered = true;
    });
    const timer = setInterval(() => {
      // A socket that is paused cannot receive a pong.
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
