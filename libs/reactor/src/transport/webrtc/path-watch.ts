/** What an engine reports about a path, in the words of browsers. */
export type PathState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

export interface PathLimits {
  /** How long a path that was open may be interrupted. */
  readonly graceMs: number;
  /** How long an ICE restart may take, whatever the path reports meanwhile; zero or less: `graceMs`, restarted. */
  readonly restartMs: number;
}

/**
 * Decides when an interrupted path counts as lost. One that was open once may recover by itself or by an ICE restart,
 * even after the library reports it as failed; one that never opened is lost as soon as it is reported as failed.
 */
export class PathWatch {
  private state: PathState = 'new';
  private wasOpen = false;
  private grace: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: PathLimits,
    private readonly lose: (cause: string) => void,
  ) {}

  /** An engine may repeat a state. */
  follow(state: PathState): void {
    const before = this.state;
    this.state = state;
    if (state === 'closed') {
      this.lose('its connection was closed');
    } else if (state === 'connected') {
      this.wasOpen = true;
      if (before !== 'connected') this.stop();
    } else if (state === 'failed' && !this.wasOpen && this.deadline === undefined) {
      this.lose('its connection failed');
    } else {
      this.waitIfDown();
    }
  }

  /** The client has offered an ICE restart, which gets its full time. */
  restarted(): void {
    this.stop();
    const { restartMs } = this.limits;
    if (restartMs <= 0) {
      this.waitIfDown();
      return;
    }
    this.deadline = setTimeout(() => {
      this.deadline = undefined;
      if (this.state !== 'connected') this.lose(`no connection within ${restartMs} ms of its ICE restart`);
    }, restartMs);
  }

  stop(): void {
    clearTimeout(this.grace);
    clearTimeout(this.deadline);
    this.grace = this.deadline = undefined;
  }

  private waitIfDown(): void {
    if ((this.state !== 'disconnected' && this.state !== 'failed') || this.deadline !== undefined) return;
    const { graceMs } = this.limits;
    this.grace ??= setTimeout(() => this.lose(`nothing was received for ${graceMs} ms`), graceMs);
  }
}
