import type { Oklab } from './oklab.js';
import { paletteOf } from './palette.js';
import { SeededRandom } from '../seeded-random.js';
import { wordsOf } from './words.js';

/** Numbers that choose the network's shapes. */
export const LATENT_SIZE = 16;

/** How much of the latent vector the sentence as a whole decides, next to 1 for its words together. */
const SENTENCE_SHARE = 0.45;

/** The same for a seed: another picture, still of the prompt's family. */
const SEED_SHARE = 0.9;

/** All that a prompt and a seed decide. */
export interface Look {
  /** Mean square 1 over its {@link LATENT_SIZE} values. */
  readonly latent: readonly number[];
  /** From dark to light. */
  readonly palette: readonly Oklab[];
}

/**
 * The same prompt and seed give the same look. Each word has a direction of its own in the latent space, so prompts
 * that share words look related.
 */
export function lookOf(prompt: string, seed: number): Look {
  const words = wordsOf(prompt);
  const parts = [
    unit(sum(words.map((word) => directionOf(`word ${word}`)))),
    directionOf(`sentence ${words.join(' ')}`).map((value) => value * SENTENCE_SHARE),
    seed === 0 ? [] : directionOf(`seed ${seed}`).map((value) => value * SEED_SHARE),
  ];
  return { latent: unit(sum(parts)), palette: paletteOf(words) };
}

function directionOf(text: string): number[] {
  return unit(new SeededRandom(text).normals(LATENT_SIZE));
}

function sum(vectors: readonly (readonly number[])[]): number[] {
  return Array.from({ length: LATENT_SIZE }, (_, i) => vectors.reduce((total, vector) => total + (vector[i] ?? 0), 0));
}

/** Scaled to a mean square of 1; zeros stay. */
function unit(vector: readonly number[]): number[] {
  const meanSquare = vector.reduce((total, value) => total + value * value, 0) / LATENT_SIZE;
  return vector.map((value) => (meanSquare === 0 ? 0 : value / Math.sqrt(meanSquare)));
}
