import { Injectable } from '@nestjs/common';

/** Where a request was refused before any session heard of it. */
export type Edge = 'http' | 'socket';

/** Tells whoever counts them of requests that were refused at an edge. What a session refuses is measured there. */
@Injectable()
export class RefusalTally {
  private readonly listeners = new Set<(edge: Edge, code: string) => void>();

  count(edge: Edge, code: string): void {
    for (const listener of this.listeners) listener(edge, code);
  }

  onRefusal(listener: (edge: Edge, code: string) => void): void {
    this.listeners.add(listener);
  }
}
