import { Injectable } from '@nestjs/common';

/** Where a request was refused before it reached a session. */
export type Edge = 'http' | 'socket';

/** Notifies its listeners of requests that were refused before a session. A session measures its own refusals. */
@Injectable()
export class RefusalCounter {
  private readonly listeners = new Set<(edge: Edge, code: string) => void>();

  count(edge: Edge, code: string): void {
    for (const listener of this.listeners) listener(edge, code);
  }

  onRefusal(listener: (edge: Edge, code: string) => void): void {
    this.listeners.add(listener);
  }
}
