import type { ConnectionStatistics, Session } from '../../session/index.js';

type Reading = Pick<ConnectionStatistics, 'connectionId'> & { readonly stats: { readonly bytesSent?: number } };

/** What the connections of sessions have sent since they were read last; their counters begin again with a new peer. */
export class SentBytes {
  private readonly last = new WeakMap<Session, Map<number, number>>();

  of(session: Session, connections: readonly Reading[]): number {
    const before = this.last.get(session) ?? new Map<number, number>();
    this.last.set(session, before);
    let sum = 0;
    for (const { connectionId, stats } of connections) {
      const { bytesSent } = stats;
      if (bytesSent === undefined) continue;
      const known = before.get(connectionId) ?? 0;
      sum += bytesSent >= known ? bytesSent - known : bytesSent;
      before.set(connectionId, bytesSent);
    }
    return sum;
  }
}
