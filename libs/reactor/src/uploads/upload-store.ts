import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import { describe, LogLine } from '../logging/index.js';
import type { AnnouncedFile, FileStore, StoredFile } from '../session/ports/index.js';
import { receiveFile, sizeMismatch } from './receive-file.js';
import { SessionUploads } from './session-uploads.js';
import { sniffMimeType } from './sniff-mime-type.js';
import { exists, UploadDirectory } from './upload-directory.js';
import { UPLOAD_OPTIONS, type UploadOptions } from './upload.options.js';
import type { UploadSlot } from './upload-slot.js';

/** An id chosen by a client: no characters that are special in a path, a URL or a log. */
const SAFE_ID = /^[\w-]{1,128}$/;

/** Delay after which a client may retry when too many other transfers are running. */
const RETRY_AFTER_MS = 1_000;

/**
 * Clients' files, on this machine's disk until their session ends. A caller that knows a slot's id may fill it, once:
 * ids are 122 random bits. One chosen by a client may be guessed, so only the caller that announced it may fill it.
 * Only the server knows a file's path.
 */
@Injectable()
export class UploadStore implements FileStore, OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Reactor');
  private readonly sessions = new Map<string, SessionUploads>();
  private readonly directory: UploadDirectory;
  private transfers = 0;

  constructor(@Inject(UPLOAD_OPTIONS) private readonly options: UploadOptions) {
    this.directory = new UploadDirectory(options.directory);
  }

  async onModuleInit(): Promise<void> {
    const { removed, failed } = await this.directory.sweep();
    if (removed.length > 0) {
      this.logger.log(`removed the uploads of processes that ended unexpectedly: ${removed.length} directories`);
    }
    if (failed.length > 0) {
      this.logger.warn(
        `${failed.length} directories of ended processes could not be removed (${failed[0]}); remove them by hand`,
      );
    }
    await this.directory.open();
  }

  async onApplicationShutdown(): Promise<void> {
    for (const uploads of this.sessions.values()) uploads.clear();
    this.sessions.clear();
    // What remains is removed at a later start.
    await this.directory.remove().catch((error: unknown) => this.logger.warn(describe(error)));
  }

  reserve(sessionId: string, announced: AnnouncedFile, wantedId?: string, caller?: string): string {
    checkAnnouncement(announced, this.options.maxFileBytes);
    if (wantedId !== undefined && !SAFE_ID.test(wantedId)) {
      throw new ReactorError(
        'bad_upload',
        'upload_id may have 1 to 128 letters, digits, hyphens and underscores; choose another or leave it out',
        { field: 'upload_id' },
      );
    }
    const id = wantedId ?? randomUUID().replaceAll('-', '');
    if (this.find(id) !== undefined) {
      throw new ReactorError('upload_conflict', 'Upload id already reserved', { field: 'upload_id' });
    }
    return this.uploadsOf(sessionId).reserve(id, announced, wantedId === undefined ? undefined : caller).id;
  }

  /** After a failure other than a conflict the slot may be filled again. */
  async receive(id: string, body: Readable, declaredBytes: number | undefined, caller?: string): Promise<void> {
    const found = this.find(id);
    const isSender = found?.slot.sender === undefined || found.slot.sender === caller;
    if (found === undefined || !isSender) throw new ReactorError('unknown_upload', 'Upload not found');
    const { slot, uploads } = found;
    if (slot.file !== undefined) throw new ReactorError('upload_conflict', 'Upload already completed');
    if (slot.receiving) throw new ReactorError('upload_conflict', 'Upload already under way');
    const { size } = slot.announced;
    if (declaredBytes !== undefined && declaredBytes !== size) throw sizeMismatch(size, declaredBytes);
    this.checkTransfers(uploads);
    this.transfers++;
    uploads.transfers++;
    slot.receiving = true;
    uploads.started(slot);
    try {
      uploads.complete(slot, await this.store(slot, body));
    } catch (error) {
      uploads.expectStart(slot);
      throw error instanceof ReactorError
        ? error
        : new ReactorError('storage_failed', 'the file could not be stored; see the server’s log', { cause: error });
    } finally {
      slot.receiving = false;
      uploads.transfers--;
      this.transfers--;
    }
  }

  async resolve(sessionId: string, uploadId: string, signal?: AbortSignal): Promise<StoredFile | undefined> {
    const uploads = this.uploadsOf(sessionId);
    const file = await uploads.resolve(uploadId, signal);
    if (file === undefined || (await exists(file.path))) return file;
    if (this.sessions.get(sessionId) !== uploads) return undefined;
    this.logger.warn(
      new LogLine('an uploaded file was removed from outside; keep cleaners away from uploads.directory', {
        session: sessionId,
      }),
    );
    return undefined;
  }

  async clear(sessionId: string): Promise<void> {
    const uploads = this.sessions.get(sessionId);
    this.sessions.delete(sessionId);
    await Promise.all((uploads?.clear() ?? []).map((path) => rm(path, { force: true })));
  }

  private checkTransfers(uploads: SessionUploads): void {
    const { maxTransfers, maxSessionTransfers } = this.options;
    const full =
      uploads.transfers >= maxSessionTransfers
        ? `${uploads.transfers} files of the session are being received`
        : this.transfers >= maxTransfers && `${this.transfers} files are being received`;
    if (full === false) return;
    throw new ReactorError('upload_limit', `${full}; try again in a moment`, { retryAfterMs: RETRY_AFTER_MS });
  }

  private async store(slot: UploadSlot, body: Readable): Promise<StoredFile> {
    const path = await this.directory.fileAt(randomUUID());
    const { size, name, mime_type } = slot.announced;
    const head = await receiveFile(body, path, {
      size,
      stallTimeoutMs: this.options.stallTimeoutMs,
      minBytesPerSecond: this.options.minBytesPerSecond,
      signal: slot.given,
    });
    const sniffedMimeType = await sniffMimeType(head, mime_type);
    if (slot.given.aborted) {
      await rm(path, { force: true });
      throw slot.given.reason;
    }
    return { upload_id: slot.id, name, mime_type, size, path, sniffedMimeType };
  }

  private uploadsOf(sessionId: string): SessionUploads {
    let uploads = this.sessions.get(sessionId);
    if (uploads === undefined) {
      uploads = new SessionUploads(this.options, () =>
        this.logger.warn(
          new LogLine('a file was announced but never sent; its slot is free again', { session: sessionId }),
        ),
      );
      this.sessions.set(sessionId, uploads);
    }
    return uploads;
  }

  /** Ids are unique over all sessions: a client that sends the bytes names no session. */
  private find(id: string): { readonly slot: UploadSlot; readonly uploads: SessionUploads } | undefined {
    for (const uploads of this.sessions.values()) {
      const slot = uploads.find(id);
      if (slot !== undefined) return { slot, uploads };
    }
    return undefined;
  }
}

function checkAnnouncement({ name, size, mime_type }: AnnouncedFile, maxFileBytes: number): void {
  if (name === '') throw new ReactorError('bad_upload', 'name is required', { field: 'name' });
  if (mime_type === '') throw new ReactorError('bad_upload', 'mime_type is required', { field: 'mime_type' });
  if (size <= 0) throw new ReactorError('bad_upload', 'size must be > 0', { field: 'size' });
  if (size > maxFileBytes) {
    throw new ReactorError(
      'upload_too_large',
      `a file may have ${maxFileBytes} bytes (got ${size}); send a smaller one`,
      {
        field: 'size',
      },
    );
  }
}
