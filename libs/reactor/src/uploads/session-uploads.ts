import { ReactorError } from '../errors/index.js';
import type { AnnouncedFile, StoredFile } from '../session/ports/index.js';
import type { UploadOptions } from './upload.options.js';
import { UploadSlot } from './upload-slot.js';

/** The files of one session, within its limits, and the commands that wait for them. */
export class SessionUploads {
  private readonly slots = new Map<string, UploadSlot>();
  private readonly deadlines = new Map<UploadSlot, NodeJS.Timeout>();
  private readonly waiting = new Map<string, Set<() => void>>();
  private bytes = 0;
  /** Files that are being received. */
  transfers = 0;

  constructor(
    private readonly options: UploadOptions,
    private readonly expired: () => void,
  ) {}

  find(id: string): UploadSlot | undefined {
    return this.slots.get(id);
  }

  /** Throws `upload_limit`. */
  reserve(id: string, announced: AnnouncedFile, sender?: string): UploadSlot {
    const { maxFiles, maxSessionBytes } = this.options;
    if (this.slots.size >= maxFiles) {
      throw new ReactorError('upload_limit', `a session may have ${maxFiles} files; start a new session to send more`);
    }
    if (this.bytes + announced.size > maxSessionBytes) {
      throw new ReactorError(
        'upload_limit',
        `the files of a session may have ${maxSessionBytes} bytes in total, and ${this.bytes} are used; send a smaller file or start a new session`,
      );
    }
    const slot = new UploadSlot(id, announced, sender);
    this.slots.set(id, slot);
    this.bytes += announced.size;
    this.expectStart(slot);
    return slot;
  }

  /** The transfer must start within the time of the options, and again after one that failed. */
  expectStart(slot: UploadSlot): void {
    if (slot.given.aborted) return;
    const timer = setTimeout(() => {
      this.deadlines.delete(slot);
      this.slots.delete(slot.id);
      this.bytes -= slot.announced.size;
      slot.giveUp(new ReactorError('unknown_upload', 'Upload not found'));
      this.expired();
    }, this.options.slotTimeoutMs);
    timer.unref();
    this.deadlines.set(slot, timer);
  }

  started(slot: UploadSlot): void {
    clearTimeout(this.deadlines.get(slot));
    this.deadlines.delete(slot);
  }

  complete(slot: UploadSlot, file: StoredFile): void {
    slot.file = file;
    for (const wake of this.waiting.get(slot.id) ?? []) wake();
  }

  /**
   * The file, once it is complete; it may not even be announced yet. Undefined when it did not arrive in time, when the
   * session ended, or when `signal` was aborted.
   */
  resolve(id: string, signal?: AbortSignal): Promise<StoredFile | undefined> {
    const file = this.slots.get(id)?.file;
    if (file !== undefined || signal?.aborted) return Promise.resolve(file);
    return new Promise((resolve) => {
      const line = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, line);
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        line.delete(wake);
        if (line.size === 0) this.waiting.delete(id);
        resolve(this.slots.get(id)?.file);
      };
      const timer = setTimeout(wake, this.options.waitTimeoutMs);
      signal?.addEventListener('abort', wake, { once: true });
      line.add(wake);
    });
  }

  /**
   * Aborts every transfer and ends every wait.
   * @returns paths of the files that are to be removed
   */
  clear(): string[] {
    const slots = [...this.slots.values()];
    this.slots.clear();
    this.bytes = 0;
    for (const timer of this.deadlines.values()) clearTimeout(timer);
    this.deadlines.clear();
    for (const slot of slots) slot.giveUp(new ReactorError('no_session', 'the session ended; start a new one'));
    for (const line of this.waiting.values()) for (const wake of line) wake();
    return slots.flatMap((slot) => (slot.file === undefined ? [] : [slot.file.path]));
  }
}
