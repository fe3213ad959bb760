import type { AnnouncedFile, StoredFile } from '../session/ports/index.js';

/** State of one file: announced, then being received, then stored for the rest of its session. */
export class UploadSlot {
  private readonly ending = new AbortController();
  /** A transfer is in progress. */
  receiving = false;
  /** Set once every byte has arrived. */
  file: StoredFile | undefined;

  constructor(
    readonly id: string,
    readonly announced: AnnouncedFile,
    /** The only caller that may send it; undefined where every caller that knows the id may. */
    readonly sender?: string,
  ) {}

  /** Aborted with the reason when the slot is released: it ends a transfer in progress. */
  get given(): AbortSignal {
    return this.ending.signal;
  }

  giveUp(reason: Error): void {
    this.ending.abort(reason);
  }
}
