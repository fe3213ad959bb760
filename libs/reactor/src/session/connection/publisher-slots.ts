/** Which client publishes which of the model's inputs: one client a track, the first that asks. */
export class PublisherSlots {
  private readonly holders = new Map<string, number>();

  /** @returns false when a client, the same one included, already holds the track */
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
