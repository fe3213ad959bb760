import type { IceCandidate } from './ports/index.js';

/** Candidates that came before their connection's first offer; beyond either bound the oldest go. */
export class EarlyCandidates {
  private readonly kept = new Map<number, IceCandidate[]>();

  constructor(
    private readonly perConnection: number,
    private readonly connections: number,
  ) {}

  keep(connectionId: number, candidates: readonly IceCandidate[]): void {
    const list = [...(this.kept.get(connectionId) ?? []), ...candidates].slice(-this.perConnection);
    this.kept.delete(connectionId);
    this.kept.set(connectionId, list);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.connections) break;
      this.kept.delete(oldest);
    }
  }

  take(connectionId: number): readonly IceCandidate[] {
    const list = this.kept.get(connectionId) ?? [];
    this.kept.delete(connectionId);
    return list;
  }
}
