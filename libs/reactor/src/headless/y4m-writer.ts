import { open, type FileHandle } from 'node:fs/promises';
import type { I420Picture } from '../media/index.js';
import { HeadlessError } from './headless-error.js';

/** `TICKS:SECONDS` of a rate, as YUV4MPEG2 writes it. */
function ratio(fps: number): string {
  return Number.isInteger(fps) ? `${fps}:1` : `${Math.round(fps * 1_000)}:1000`;
}

/**
 * Writes pictures into a YUV4MPEG2 file (`.y4m`), which needs no encoder: every player and FFmpeg read it. The pictures
 * are stored as they are, I420 in BT.601 limited range, and all have the size of the first.
 */
export class Y4mWriter {
  private size: { readonly width: number; readonly height: number } | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly fps: number,
  ) {}

  /** Replaces what is there. Rejects with the error of the file system. */
  static async create(path: string, fps: number): Promise<Y4mWriter> {
    return new Y4mWriter(await open(path, 'w'), path, fps);
  }

  /** Rejects with `bad_video` for a picture of another size than the first. */
  async write({ width, height, data }: I420Picture): Promise<void> {
    if (this.size === undefined) {
      this.size = { width, height };
      const header = `YUV4MPEG2 W${width} H${height} F${ratio(this.fps)} Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=LIMITED\n`;
      await this.file.writeFile(header);
    }
    if (width !== this.size.width || height !== this.size.height) {
      throw new HeadlessError(
        'bad_video',
        `${this.path} has pictures of ${this.size.width}x${this.size.height}, and the model now makes ${width}x${height}; write PNG files instead`,
      );
    }
    await this.file.writeFile('FRAME\n');
    await this.file.writeFile(data);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
