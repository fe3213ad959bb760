import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadReference } from '@nestjs-reactor/protocol';
import type { SessionFiles, StoredFile } from '../session/index.js';

/** Uploads of a test, in their own folder, which `remove` deletes. They outlive sessions. */
export class TestFiles implements SessionFiles {
  private readonly files = new Map<string, StoredFile>();
  private folder: Promise<string> | undefined;

  async add(name: string, bytes: Uint8Array, mimeType: string): Promise<UploadReference> {
    this.folder ??= mkdtemp(join(tmpdir(), 'reactor-test-'));
    const id = randomUUID();
    const path = join(await this.folder, id);
    await writeFile(path, bytes);
    const reference = { upload_id: id, name, mime_type: mimeType, size: bytes.length };
    this.files.set(id, { ...reference, path, sniffedMimeType: mimeType });
    return reference;
  }

  async resolve(_sessionId: string, uploadId: string): Promise<StoredFile | undefined> {
    return this.files.get(uploadId);
  }

  async clear(): Promise<void> {}

  async remove(): Promise<void> {
    if (this.folder !== undefined) await rm(await this.folder, { recursive: true, force: true });
  }
}
