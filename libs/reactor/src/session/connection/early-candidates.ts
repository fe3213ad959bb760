import type { IceCandidate } from '../ports/index.js';

/** Candidates that arrived before their connection's first offer; beyond either bound the oldest are dropped. */
export class EarlyCandidates {
  private readonly kept = new Map<number, IceCandidate[]>();

  constructor(
    private readonly perConnection: number,
    private readonly connections: number,
    private readonly onDrop: (candidates: number) => void = () => {},
  ) {}

  keep(connectionId: number, candidates: readonly IceCandidate[]): void {
    const all = [...(this.kept.get(connectionId) ?? []), ...candidates];
    const list = all.slice(-this.perConnection);
    this.dropped(all.length - list.length);
    this.kept.delete(connectionId);
    this.kept.set(connectionId, list);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.connections) break;
      this.dropped(this.take(oldest).length);
    }
  }

  take(connectionId: number): readonly IceCandidate[] {
    const list = this.kept.get(connectionId) ?? [];
    this.kept.delete(connectionId);
    return list;
  }

  private dropped(candidates: number): void {
    if (candidates > 0) this.onDrop(candidates);
  }
}
