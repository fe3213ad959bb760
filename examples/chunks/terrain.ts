/** One column of the landscape. Heights from the water up, in shares of the picture's height. */
export interface Column {
  /** From the farthest ridge to the nearest. */
  readonly ridges: readonly number[];
  /** Trees on the nearest ridge reach up to here. */
  readonly trees: number;
  /** How far the column is from the middle of the moon: 1 is its edge, Infinity where there is none. */
  readonly moon: number;
}

/** How each ridge wanders, column by column: around which height, how strongly it is drawn back there, and how rough. */
export const RIDGES = [
  { mean: 0.42, pull: 0.0005, roughness: 0.0016 },
  { mean: 0.26, pull: 0.0007, roughness: 0.0019 },
  { mean: 0.1, pull: 0.0016, roughness: 0.0013 },
] as const;

/** What a slope keeps of itself from column to column: the rest of it would be noise. */
const INERTIA = 0.94;

const TREE_CHANCE = 0.045;

/** Columns from one moon to the next, and half of its width. */
const MOON_EVERY = 900;
const MOON_RADIUS = 26;

/**
 * An endless landscape, column by column, each following from the one before it: what a model of video keeps in its
 * cache, made small. The same seed gives the same landscape.
 */
export class Terrain {
  private readonly ridges = RIDGES.map(({ mean }) => ({ height: mean, slope: 0 }));
  private tree: { readonly height: number; readonly half: number; at: number } | undefined;
  private column = 0;

  constructor(private random: number) {}

  next(): Column {
    RIDGES.forEach(({ mean, pull, roughness }, i) => {
      const ridge = this.ridges[i]!;
      ridge.slope = INERTIA * ridge.slope + roughness * (this.draw() - this.draw()) - pull * (ridge.height - mean);
      ridge.height += ridge.slope;
    });
    const heights = this.ridges.map(({ height }) => height);
    const moonAt = (this.column++ % MOON_EVERY) - MOON_EVERY * 0.6;
    return {
      ridges: heights,
      trees: heights[2]! + this.growTree(),
      moon: Math.abs(moonAt) / MOON_RADIUS,
    };
  }

  /** A fir is as wide as it is drawn, and the next one may begin after it. */
  private growTree(): number {
    if (this.tree === undefined) {
      if (this.draw() < TREE_CHANCE)
        this.tree = { height: 0.05 + 0.1 * this.draw(), half: 4 + Math.floor(4 * this.draw()), at: 0 };
      return 0;
    }
    const { height, half, at } = this.tree;
    this.tree.at++;
    if (at >= 2 * half) this.tree = undefined;
    const inside = 1 - Math.abs(at - half) / half;
    // Branches step the outline.
    return Math.max(0, height * (inside - 0.12 * ((at % 3) / 3)));
  }

  /** From 0 to 1; a xorshift, so that a seed is all that has to be kept. */
  private draw(): number {
    this.random ^= this.random << 13;
    this.random ^= this.random >>> 17;
    this.random ^= this.random << 5;
    return (this.random >>> 0) / 2 ** 32;
  }
}
