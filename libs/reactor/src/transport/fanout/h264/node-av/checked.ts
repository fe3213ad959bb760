import type { LoadedNodeAv } from './node-av.js';

/** @returns what a call of FFmpeg returned; throws its error where that is below zero */
export function checked({ av }: Pick<LoadedNodeAv, 'av'>, result: number): number {
  if (result < 0) throw new av.FFmpegError(result);
  return result;
}
