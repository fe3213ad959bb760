import type { IceCandidate } from './ports/index.js';

const PER_CONNECTION = 256;
const CONNECTIONS = 128;

/** Candidates that came before their connection's first offer: at most 256 a connection, 128 connections, oldest out. */
export class EarlyCandidates {
  private readonly kept = new Map<number, IceCandidate[]>();

  keep(connectionId: number, candidates: readonly IceCandidate[]): void {
    const list = [...(this.kept.get(connectionId) ?? []), ...candidates].slice(-PER_CONNECTION);
    this.kept.delete(connectionId);
    this.kept.set(connectionId, list);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= CONNECTIONS) break;
      this.kept.delete(oldest);
    }
  }

  take(connectionId: number): readonly IceCandidate[] {
    const list = this.kept.get(connectionId) ?? [];
    this.kept.delete(connectionId);
    return list;
  }
}
