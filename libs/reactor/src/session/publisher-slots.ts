/** Who sends which of the model's inputs: one client a track, first come. */
export class PublisherSlots {
  private readonly holders = new Map<string, number>();

  /** @returns false when somebody, the same client included, holds the track already */
  claim(track: string, connectionId: number): boolean {
    if (this.holders.has(track)) return false;
    this.holders.set(track, connectionId);
    return true;
  }

  holds(track: string, connectionId: number): boolean {
    return this.holders.get(track) === connectionId;
  }

  taken(track: string): boolean {
    return this.holders.has(track);
  }

  /** @returns whether the client held the track */
  release(track: string, connectionId: number): boolean {
    if (!this.holds(track, connectionId)) return false;
    return this.holders.delete(track);
  }

  /** @returns the tracks the client held */
  releaseAll(connectionId: number): string[] {
    const released = [...this.holders].filter(([, holder]) => holder === connectionId).map(([track]) => track);
    for (const track of released) this.holders.delete(track);
    return released;
  }
}
