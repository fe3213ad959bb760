/** Media that flows counts as connected even if the client never opens the channels it offered, after so many milliseconds. */
const CHANNEL_LIMIT_MS = 2_000;

/** The state of a peer's path and channels. */
export interface ConnectedSources {
  /** Media may flow. */
  pathIsOpen(): boolean;
  /** One of the client's data channels is open. */
  channelIsOpen(): boolean;
  /** Called once. */
  connected(): void;
}

/** Decides when a peer counts as connected: its path is open, and a channel where its client offers channels. */
export class ConnectedWatch {
  /** The client offered data channels; else it is connected as soon as media may flow. */
  awaitsChannels = true;
  private connected = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sources: ConnectedSources) {}

  /** The path or a channel has changed. */
  check(): void {
    const { sources } = this;
    if (this.connected || !sources.pathIsOpen()) return;
    if (sources.channelIsOpen() || !this.awaitsChannels) this.confirm();
    else this.wait();
  }

  /** A message has arrived, which proves the connection in whatever order the engine reports both. */
  confirm(): void {
    if (this.connected) return;
    this.close();
    this.sources.connected();
  }

  /** Nothing is reported afterwards. */
  close(): void {
    this.connected = true;
    clearTimeout(this.timer);
  }

  private wait(): void {
    this.timer ??= setTimeout(() => this.confirm(), CHANNEL_LIMIT_MS);
  }
}
