import type { Connection } from '../connection/connection.js';

type Pausing = Pick<Connection, 'pause' | 'resume'>;

/** The tracks that a client does not want to receive now; each new connection is told of them. */
export class PausedTracks {
  private readonly names = new Set<string>();
  private connection: Pausing | undefined;

  /** @param connection undefined: there is none any more */
  follow(connection: Pausing | undefined): void {
    this.connection = connection;
    // A track that the session does not have is refused; another session may have it.
    for (const track of this.names) void connection?.pause(track).catch(() => undefined);
  }

  async pause(track: string): Promise<void> {
    if (this.names.has(track)) return;
    this.names.add(track);
    try {
      await this.connection?.pause(track);
    } catch (error) {
      this.names.delete(track);
      throw error;
    }
  }

  async resume(track: string): Promise<void> {
    if (this.names.delete(track)) await this.connection?.resume(track);
  }
}
