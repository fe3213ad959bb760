/** Zero crossings of the filter on each side of its middle, at the lower of the two rates. */
const CROSSINGS = 32;

/** Points of the filter's table between two zero crossings; values between them are interpolated. */
const POINTS = 512;

/** Where the filter begins to cut, as a part of the lower rate; with the transition it is silent from half of it on. */
const CUTOFF = 0.455;

/** Shape of the Kaiser window: 90 dB between what passes and what does not. */
const KAISER_BETA = 9;

/**
 * Brings sound from one sample rate to another, block after block of one stream: a windowed sinc that remembers the end
 * of the block before, so that blocks of any length join without a seam.
 *
 * Positions are kept as integers, so nothing drifts however long the stream is. What comes out lags behind what went in
 * by half the filter, 32 samples of the lower rate: under 1 ms at 48 kHz, 4 ms at 8 kHz.
 */
export class Resampler {
  private readonly reach: number;
  private readonly perSample: number;
  /** The samples that later ones still need, interleaved. */
  private tail: Float32Array;
  /** Place of the next output sample, in samples of the tail and parts of `to`. */
  private at: number;
  private part = 0;

  /** @param channels interleaved, as are the blocks */
  constructor(
    readonly from: number,
    readonly to: number,
    readonly channels: 1 | 2,
  ) {
    const stretch = Math.max(1, from / to);
    this.reach = Math.ceil(CROSSINGS * stretch);
    this.perSample = POINTS / stretch;
    // The stream begins in silence.
    this.tail = new Float32Array(this.reach * channels);
    this.at = this.reach;
  }

  /** @returns the samples that are certain by now; the same array where both rates are equal */
  process(block: Float32Array): Float32Array {
    if (this.from === this.to) return block;
    const { channels, reach } = this;
    const input = new Float32Array(this.tail.length + block.length);
    input.set(this.tail);
    input.set(block, this.tail.length);
    const available = input.length / channels;
    const out = new Float32Array(this.countUpTo(available) * channels);
    for (let o = 0; o < out.length; o += channels) {
      this.interpolate(input, out, o);
      this.part += this.from;
      const whole = Math.floor(this.part / this.to);
      this.at += whole;
      this.part -= whole * this.to;
    }
    const keepFrom = this.at - reach + 1;
    this.tail = input.slice(keepFrom * channels);
    this.at -= keepFrom;
    return out;
  }

  /** Output samples whose filter lies within `available` samples. */
  private countUpTo(available: number): number {
    // The last usable place is the one `reach` samples before the end.
    const room = (available - this.reach - this.at) * this.to - this.part;
    return room <= 0 ? 0 : Math.ceil(room / this.from);
  }

  private interpolate(input: Float32Array, out: Float32Array, o: number): void {
    const { channels, reach, perSample } = this;
    const fraction = this.part / this.to;
    const first = this.at - reach + 1;
    let left = 0;
    let right = 0;
    let i = first * channels;
    for (let k = first; k <= this.at + reach; k++) {
      const distance = Math.abs(this.at + fraction - k) * perSample;
      const point = distance | 0;
      const a = TABLE[point]!;
      const weight = a + (TABLE[point + 1]! - a) * (distance - point);
      left += input[i++]! * weight;
      if (channels === 2) right += input[i++]! * weight;
    }
    const gain = perSample / POINTS;
    out[o] = left * gain;
    if (channels === 2) out[o + 1] = right * gain;
  }
}

/** Half of the filter, from its middle outwards, with zeros beyond so that the last interpolation finds a neighbour. */
const TABLE = makeTable();

function makeTable(): Float32Array {
  const table = new Float32Array(CROSSINGS * POINTS + POINTS + 2);
  for (let i = 0; i <= CROSSINGS * POINTS; i++) {
    const x = i / POINTS;
    const sinc = x === 0 ? 2 * CUTOFF : Math.sin(2 * Math.PI * CUTOFF * x) / (Math.PI * x);
    table[i] = sinc * (bessel(KAISER_BETA * Math.sqrt(1 - (x / CROSSINGS) ** 2)) / bessel(KAISER_BETA));
  }
  return table;
}

/** The modified Bessel function of order zero, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
