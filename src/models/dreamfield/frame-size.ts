/** Names of the sizes that the model paints. */
export const RESOLUTIONS = ['360p', '480p', '720p'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Pixels; both even, because chroma has half of each. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

const SIZES: Readonly<Record<Resolution, FrameSize>> = {
  '360p': { width: 640, height: 360 },
  '480p': { width: 854, height: 480 },
  '720p': { width: 1280, height: 720 },
};

export function frameSizeOf(resolution: Resolution): FrameSize {
  return SIZES[resolution];
}
