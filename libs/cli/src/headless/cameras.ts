import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { VideoFrame } from '@nestjs-reactor/core';
import type { Camera } from '@nestjs-reactor/core/headless';
import { CliError } from '../errors/index.js';
import { picturesIn, readPicture, type Rgba } from './picture-files.js';
import type { HeadlessPackage } from './project-headless.js';

/** What cameras are made with. */
export interface CameraParts {
  readonly headless: Pick<HeadlessPackage, 'Y4mReader'>;
  /** Makes a frame of the project's own copy of the framework. */
  readonly frameOf: (picture: Rgba) => VideoFrame;
  /** Begin again at the end. */
  readonly repeat: boolean;
  readonly cwd: string;
}

/** Cameras of a run by track, and how to close their files. */
export interface Cameras {
  readonly byTrack: Readonly<Record<string, Camera>>;
  close(): Promise<void>;
}

/**
 * @param written `PATH` for the model's only camera, or `TRACK=PATH`: a folder of pictures, or a y4m video
 * @param tracks inputs of the model
 * @throws CliError `usage` for a track that the model does not have, `not_found` and `bad_file`
 */
export async function openCameras(
  written: readonly string[],
  tracks: readonly string[],
  parts: CameraParts,
): Promise<Cameras> {
  const byTrack: Record<string, Camera> = {};
  const closings: (() => Promise<void>)[] = [];
  for (const text of written) {
    const { track, path } = split(text, tracks);
    const { camera, close } = await open(resolve(parts.cwd, path), parts);
    byTrack[track] = camera;
    closings.push(close);
  }
  return { byTrack, close: async () => void (await Promise.all(closings.map((close) => close()))) };
}

function split(text: string, tracks: readonly string[]): { readonly track: string; readonly path: string } {
  const known = tracks.length === 0 ? 'it reads no camera' : `its cameras are ${tracks.join(', ')}`;
  const at = text.indexOf('=');
  const track = at < 0 ? tracks[0] : text.slice(0, at);
  if (track === undefined || !tracks.includes(track) || (at < 0 && tracks.length > 1)) {
    throw CliError.of('usage', `--camera ${text} names no camera of the model; ${known}; write --camera TRACK=PATH`);
  }
  return { track, path: text.slice(at + 1) };
}

interface Opened {
  readonly camera: Camera;
  readonly close: () => Promise<void>;
}

async function open(path: string, { headless, frameOf, repeat }: CameraParts): Promise<Opened> {
  if (!(await stat(path)).isDirectory()) {
    const reader = await headless.Y4mReader.open(path);
    const camera = async (): Promise<VideoFrame | undefined> => {
      const frame = await reader.next();
      if (frame !== undefined || !repeat) return frame;
      reader.rewind();
      return await reader.next();
    };
    return { camera, close: () => reader.close() };
  }
  const files = await picturesIn(path);
  let next = 0;
  const camera = async (): Promise<VideoFrame | undefined> => {
    if (next === files.length && repeat) next = 0;
    const file = files[next++];
    return file === undefined ? undefined : frameOf(await readPicture(file));
  };
  return { camera, close: async () => {} };
}
