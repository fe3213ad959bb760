import { open, type FileHandle } from 'node:fs/promises';
import { i420Size, VideoFrame } from '../media/index.js';
import { HeadlessError } from './headless-error.js';

/** Longest line of parameters that is read, in bytes: of the file, or of one frame. */
const MAX_LINE = 1_024;

/** Longest side of a picture, in pixels: as of a `VideoFrame`. */
const MAX_SIDE = 8_192;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/** Reads the pictures of a YUV4MPEG2 file (`.y4m`) with 4:2:0 planes of 8 bits, one after the other. */
export class Y4mReader {
  private position: number;

  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly start: number,
    private readonly header: Header,
  ) {
    this.position = start;
  }

  /** Rejects with `bad_video`, and with the error of the file system. */
  static async open(path: string): Promise<Y4mReader> {
    const file = await open(path);
    try {
      const line = await lineAt(file, 0);
      const header = line === undefined ? undefined : headerOf(line);
      if (typeof header !== 'object') {
        throw new HeadlessError(
          'bad_video',
          `${path} ${header ?? 'is no YUV4MPEG2 video'}; make one with ffmpeg -i VIDEO -pix_fmt yuv420p ${path}`,
        );
      }
      return new Y4mReader(file, path, line!.length + 1, header);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get fps(): number {
    return this.header.fps;
  }

  /** The next picture; undefined at the end. Rejects with `bad_video` where the file is cut off. */
  async next(): Promise<VideoFrame | undefined> {
    const { file, path, header } = this;
    const line = await lineAt(file, this.position);
    if (line === '') return undefined;
    if (line === undefined || !line.startsWith('FRAME')) {
      throw new HeadlessError('bad_video', `${path} has no frame at byte ${this.position}; it is damaged`);
    }
    const data = Buffer.alloc(i420Size(header.width, header.height));
    const { bytesRead } = await file.read(data, 0, data.length, this.position + line.length + 1);
    if (bytesRead < data.length) {
      throw new HeadlessError('bad_video', `${path} ends within a frame; it was not written to its end`);
    }
    this.position += line.length + 1 + data.length;
    return VideoFrame.i420(header.width, header.height, data);
  }

  /** Goes back to the first picture. */
  rewind(): void {
    this.position = this.start;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** The line that begins there, without its end; empty at the end of the file, undefined where none ends in time. */
async function lineAt(file: FileHandle, position: number): Promise<string | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_LINE), 0, MAX_LINE, position);
  if (bytesRead === 0) return '';
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  return end < 0 ? undefined : buffer.toString('latin1', 0, end);
}

/** What the header says, or what is wrong with it. */
function headerOf(line: string): Header | string {
  const [magic, ...parameters] = line.split(' ');
  if (magic !== 'YUV4MPEG2') return 'is no YUV4MPEG2 video';
  const by = new Map(parameters.map((parameter) => [parameter[0], parameter.slice(1)]));
  const [width, height] = [Number(by.get('W')), Number(by.get('H'))];
  const sides = [width, height];
  if (!sides.every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE)) {
    return `has pictures of ${by.get('W')}x${by.get('H')}; a side is from 1 to ${MAX_SIDE}`;
  }
  const chroma = by.get('C') ?? '420';
  if (!/^420(?:jpeg|mpeg2|paldv)?$/.test(chroma)) return `has its colours as C${chroma}, and 8 bits of 4:2:0 are read`;
  const [ticks, seconds] = (by.get('F') ?? '30:1').split(':').map(Number);
  const fps = ticks! / seconds!;
  return { width, height, fps: fps > 0 && Number.isFinite(fps) ? fps : 30 };
}
