import { Glide } from '../glide.js';
import { type Look, lookOf } from './look.js';
import type { Oklab } from './oklab.js';

/** A look that was asked for has the picture to itself after this time. */
const TRAVEL_MS = 1000;

/**
 * Looks in one picture at most; each costs the network the same again. One more takes the place of the least of those
 * that are leaving.
 */
const MAX_LOOKS = 3;

/** A share below this shows nothing that eight bits could. */
const LEAST_SHARE = 0.002;

/** A look and its part in the picture; the shares of a picture's looks are together 1. */
export interface LookShare {
  readonly latent: readonly number[];
  readonly share: number;
}

interface Part {
  readonly key: string;
  readonly look: Look;
  readonly share: Glide;
}

/** The looks that a picture is mixed of: one at rest, more while it travels from one to the next. */
export class LookMix {
  private parts: Part[];

  constructor(prompt: string, seed: number) {
    this.parts = [partOf(prompt, seed, 1)];
  }

  /** Moves on by `elapsedMs` towards the look of this prompt and seed. */
  advance(prompt: string, seed: number, elapsedMs: number): void {
    const key = keyOf(prompt, seed);
    if (!this.parts.some((part) => part.key === key)) {
      if (this.parts.length === MAX_LOOKS) this.parts = this.parts.filter((part) => part !== this.least());
      this.parts.push(partOf(prompt, seed, 0));
    }
    for (const part of this.parts) part.share.advance([part.key === key ? 1 : 0], elapsedMs);
    this.parts = this.parts.filter((part) => part.key === key || shareOf(part) > LEAST_SHARE);
  }

  get looks(): LookShare[] {
    const total = this.total;
    return this.parts.map((part) => ({ latent: part.look.latent, share: shareOf(part) / total }));
  }

  /** The looks' palettes, mixed. */
  get palette(): Oklab[] {
    const total = this.total;
    const [{ look }] = this.parts as [Part];
    return look.palette.map((_, stop) => {
      const axes = [0, 1, 2].map((axis) =>
        this.parts.reduce((sum, part) => sum + (shareOf(part) / total) * part.look.palette[stop]![axis]!, 0),
      );
      return axes as unknown as Oklab;
    });
  }

  private get total(): number {
    return this.parts.reduce((sum, part) => sum + shareOf(part), 0);
  }

  private least(): Part {
    return this.parts.reduce((least, part) => (shareOf(part) < shareOf(least) ? part : least));
  }
}

function partOf(prompt: string, seed: number, share: number): Part {
  return { key: keyOf(prompt, seed), look: lookOf(prompt, seed), share: new Glide([share], TRAVEL_MS) };
}

function keyOf(prompt: string, seed: number): string {
  return `${seed} ${prompt}`;
}

function shareOf(part: Part): number {
  return part.share.current[0]!;
}
