/** For so long a network that let no WebRTC through is taken to be the same, in milliseconds. */
const REMEMBERED_MS = 300_000;

/** What a client has learned of its network, over its connections. */
export class NetworkMemory {
  private blockedMs: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** WebRTC found no path lately: the WebSocket comes first, so that the picture does not wait. */
  get isBlocked(): boolean {
    return this.blockedMs !== undefined && this.now() - this.blockedMs < REMEMBERED_MS;
  }

  blocked(): void {
    this.blockedMs = this.now();
  }

  /** WebRTC has found a path, or the network is another one. */
  forget(): void {
    this.blockedMs = undefined;
  }
}
