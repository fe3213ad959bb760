/** One convolution: what its 25 weights make of a place's neighbourhood, and what is added to that. */
export interface Kernel {
  readonly weights: readonly number[];
  readonly bias: number;
}

/** Shared by the model, which offers their names, and by the script that writes the network, which has their numbers. */
export const KERNELS = {
  edges: { bias: 0, weights: [0, 0, -1, 0, 0, 0, -1, -2, -1, 0, -1, -2, 16, -2, -1, 0, -1, -2, -1, 0, 0, 0, -1, 0, 0] },
  emboss: {
    bias: 128,
    weights: [-1, -1, 0, 0, 0, -1, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1].map(
      (weight) => weight / 4,
    ),
  },
  sharpen: { bias: 0, weights: [0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, -1, 5, -1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0] },
  blur: { bias: 0, weights: [1, 4, 6, 4, 1].flatMap((row) => [1, 4, 6, 4, 1].map((column) => (row * column) / 256)) },
} as const satisfies Record<string, Kernel>;

export type Filter = keyof typeof KERNELS;

export const FILTERS = Object.keys(KERNELS) as Filter[];
