import type { StoredFile } from '../session/ports/index.js';

/** What a client says of a file before it sends it. */
export interface UploadAnnouncement {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mime_type: string;
}

/** The place of one file: announced, then on its way, then there for the rest of its session. */
export class UploadSlot {
  private readonly ending = new AbortController();
  /** A transfer is under way. */
  receiving = false;
  /** Set once every byte is there. */
  file: StoredFile | undefined;

  constructor(
    readonly id: string,
    readonly announced: UploadAnnouncement,
    /** The only caller that may send it; undefined where whoever knows the id may. */
    readonly sender?: string,
  ) {}

  /** Aborted when the slot is given up, with why as its reason: a transfer under way ends there. */
  get given(): AbortSignal {
    return this.ending.signal;
  }

  giveUp(reason: Error): void {
    this.ending.abort(reason);
  }
}
