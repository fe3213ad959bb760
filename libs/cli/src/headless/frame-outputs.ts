import { mkdir, open, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { I420Picture, VideoFrame } from '@nestjs-reactor/core';
import type { Y4mWriter } from '@nestjs-reactor/core/headless';
import { CliError } from '../errors/index.js';
import type { FrameHashes } from './frame-hashes.js';
import { pngOf } from './picture-files.js';
import type { HeadlessPackage } from './project-headless.js';

/** One frame of a run: its pictures may be read until `add` resolves. */
export interface MadeFrame extends FrameHashes {
  readonly video: Readonly<Record<string, I420Picture>>;
}

/** Something that keeps the frames of a run. */
export interface FrameOutput {
  add(frame: MadeFrame): Promise<void>;
  close(): Promise<void>;
}

export interface OutputParts {
  readonly headless: Pick<HeadlessPackage, 'Y4mWriter'>;
  /** Makes a frame of the project's own copy of the framework. */
  readonly frameOf: (picture: I420Picture) => VideoFrame;
  readonly fps: number;
  /** Video outputs of the model. */
  readonly tracks: readonly string[];
  readonly cwd: string;
}

/**
 * Opens what a path asks for, by its ending: `.jsonl` a file of hashes, `.y4m` a video, none a folder of PNG files.
 * A model with several video outputs gets a video, or a folder, for each: `out-TRACK.y4m`.
 *
 * @throws CliError `usage` for another ending
 */
export async function openOutput(written: string, parts: OutputParts): Promise<FrameOutput> {
  const path = resolve(parts.cwd, written);
  switch (extname(path)) {
    case '.jsonl':
      return await hashFile(path);
    case '.y4m':
      return videos(path, parts);
    case '':
      return await pictures(path, parts);
    default:
      throw CliError.of(
        'usage',
        `--out ${written} has an ending that nothing is written with; use NAME.jsonl for hashes, NAME.y4m for a video, or a folder for PNG files`,
      );
  }
}

async function hashFile(path: string): Promise<FrameOutput> {
  const file = await open(path, 'w');
  return {
    add: async ({ frame, turn, hashes }) => file.writeFile(`${JSON.stringify({ frame, turn, hashes })}\n`),
    close: () => file.close(),
  };
}

function videos(path: string, { headless, fps, tracks }: OutputParts): FrameOutput {
  const writers = new Map<string, Y4mWriter>();
  const pathOf = (track: string): string => (tracks.length > 1 ? `${path.slice(0, -4)}-${track}.y4m` : path);
  return {
    add: async ({ video }) => {
      for (const [track, picture] of Object.entries(video)) {
        const writer = writers.get(track) ?? (await headless.Y4mWriter.create(pathOf(track), fps));
        writers.set(track, writer);
        await writer.write(picture);
      }
    },
    close: async () => void (await Promise.all([...writers.values()].map((writer) => writer.close()))),
  };
}

async function pictures(path: string, { frameOf, tracks }: OutputParts): Promise<FrameOutput> {
  await mkdir(path, { recursive: true });
  return {
    add: async ({ frame, video }) => {
      for (const [track, picture] of Object.entries(video)) {
        const { width, height } = picture;
        const name = `${tracks.length > 1 ? `${track}-` : ''}${String(frame).padStart(6, '0')}.png`;
        await writeFile(join(path, name), pngOf({ width, height, data: frameOf(picture).toRgba() }));
      }
    },
    close: async () => {},
  };
}
