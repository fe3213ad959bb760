import type { OutboundPeerEvents } from '../session/index.js';
import { failed } from './restream-error.js';

/** Waits for a connection to be up, and then for its end. */
export class ConnectionWatch {
  readonly events: OutboundPeerEvents;
  /** Resolves with why it ended. */
  readonly lost: Promise<string>;
  private readonly opened: Promise<void>;
  private readonly stopped: () => void;
  private timer: NodeJS.Timeout | undefined;

  /** @param stop ends it too */
  constructor(private readonly stop: AbortSignal) {
    let open!: () => void;
    let end!: (cause: string) => void;
    this.opened = new Promise((resolve) => (open = resolve));
    this.lost = new Promise((resolve) => (end = resolve));
    this.events = { connected: () => open(), lost: (cause) => end(cause) };
    this.stopped = () => end('it was stopped');
    stop.addEventListener('abort', this.stopped, { once: true });
    if (stop.aborted) this.stopped();
  }

  /**
   * Resolves when media flows. Rejects with `restream_failed` where that takes too long, or where it ends before.
   *
   * @param iceServers that the server names: they may explain why nothing connects
   */
  async connected(timeoutMs: number, iceServers: readonly string[]): Promise<void> {
    const late = new Promise<never>((_resolve, reject) => {
      this.timer = setTimeout(() => reject(failed(noPath(timeoutMs, iceServers))), timeoutMs);
    });
    const ended = this.lost.then((cause) => Promise.reject(failed(cause)));
    await Promise.race([this.opened, late, ended]);
    clearTimeout(this.timer);
  }

  close(): void {
    clearTimeout(this.timer);
    this.stop.removeEventListener('abort', this.stopped);
  }
}

function noPath(timeoutMs: number, iceServers: readonly string[]): string {
  const relays = iceServers.filter((uri) => /^turns?:/i.test(uri));
  const unused = relays.length === 0 ? '' : ` (it names ${relays.join(', ')}, which is not used)`;
  return `it answered, and no media connection came up within ${timeoutMs} ms: let UDP through to the addresses of its answer${unused}`;
}
