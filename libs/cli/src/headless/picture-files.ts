import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { CliError } from '../errors/index.js';

/** Bytes that a decoder may take for one picture. */
const MAX_DECODER_MB = 512;

const PICTURES = new Set(['.png', '.jpg', '.jpeg']);

/** Pixels of one picture, 8 bits a channel, row by row from the top left. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * The PNG and JPEG files of a folder in the order of their names, in which `frame-2` comes before `frame-10`.
 * @throws CliError `not_found` where there is none
 */
export async function picturesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => PICTURES.has(extname(name).toLowerCase()));
  const byName = new Intl.Collator('en', { numeric: true });
  if (names.length === 0) throw CliError.of('not_found', `${folder} has no PNG and no JPEG file; name another folder`);
  return names.toSorted((a, b) => byName.compare(a, b) || (a < b ? -1 : 1)).map((name) => join(folder, name));
}

/** @throws CliError `bad_file` where it is no picture */
export async function readPicture(path: string): Promise<Rgba> {
  const bytes = await readFile(path);
  try {
    if (extname(path).toLowerCase() === '.png') return PNG.sync.read(bytes);
    return jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: MAX_DECODER_MB });
  } catch (error) {
    throw CliError.of('bad_file', `${path} is no picture that can be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

export function pngOf({ width, height, data }: Rgba): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return PNG.sync.write(png, { colorType: 2 });
}
