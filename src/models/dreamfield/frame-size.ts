/** Names of the sizes that the model paints. */
export const RESOLUTIONS = ['360p', '480p', '720p'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Pixels; width and height are even, because chroma has half of each. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
  /** Cells of the grid on which the network thinks. A finer one costs in proportion and shows little more. */
  readonly grid: { readonly columns: number; readonly rows: number };
}

const SIZES: Readonly<Record<Resolution, FrameSize>> = {
  '360p': { width: 640, height: 360, grid: { columns: 320, rows: 180 } },
  '480p': { width: 854, height: 480, grid: { columns: 320, rows: 180 } },
  '720p': { width: 1280, height: 720, grid: { columns: 426, rows: 240 } },
};

export function frameSizeOf(resolution: Resolution): FrameSize {
  return SIZES[resolution];
}
