/** FNV-1a over UTF-16 units: the same text gives the same seed on every machine. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Numbers that look random and follow from a text alone: mulberry32, and Box-Muller over it. */
export class SeededRandom {
  private state: number;

  constructor(text: string) {
    this.state = seedOf(text);
  }

  /** From 0 inclusive to 1 exclusive. */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Mean 0. @param deviation standard deviation */
  normals(count: number, deviation = 1): number[] {
    return Array.from(
      { length: count },
      () => deviation * Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform()),
    );
  }
}
