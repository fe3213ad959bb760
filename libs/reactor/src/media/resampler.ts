/** Zero crossings of the filter on each side of its middle, at the lower of the two rates. */
const CROSSINGS = 32;

/** Where the filter begins to cut, as a part of the lower rate; with the transition it is silent from half of it on. */
const CUTOFF = 0.455;

/** Shape of the Kaiser window: 90 dB between passband and stopband. */
const KAISER_BETA = 9;

/** Positions between two input samples for which the filter is kept. Usual rates have fewer; others are interpolated. */
const MAX_PHASES = 640;

/**
 * Brings sound from one sample rate to another, block after block of one stream: a windowed sinc that remembers the end
 * of the block before, so that blocks of any length join without a seam.
 *
 * Positions are kept as integers, so nothing drifts however long the stream is. The output lags behind the input by
 * half the filter, 32 samples of the lower rate: under 1 ms at 48 kHz, 4 ms at 8 kHz.
 */
export class Resampler {
  /** Input samples that one output sample depends on, to each side. */
  private readonly reach: number;
  private readonly phases: number;
  /** The filter for each phase and the one after the last, `2 * reach` weights each. */
  private readonly bank: Float32Array;
  /** The samples that later ones still need, interleaved; silence before the first. */
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
    this.phases = Math.min(MAX_PHASES, to / greatestCommonDivisor(from, to));
    this.bank = from === to ? new Float32Array(0) : makeBank(this.phases, this.reach, stretch);
    this.tail = new Float32Array(this.reach * channels);
    this.at = this.reach;
  }

  /** Starts another stream, in silence. */
  reset(): void {
    this.tail = new Float32Array(this.reach * this.channels);
    this.at = this.reach;
    this.part = 0;
  }

  /** @returns the samples that are final; the same array where both rates are equal */
  process(block: Float32Array): Float32Array {
    if (this.from === this.to) return block;
    const { channels, reach } = this;
    const input = new Float32Array(this.tail.length + block.length);
    input.set(this.tail);
    input.set(block, this.tail.length);
    const available = input.length / channels;
    const out = new Float32Array(this.countUpTo(available) * channels);
    for (let o = 0; o < out.length; o += channels) {
      for (let channel = 0; channel < channels; channel++) out[o + channel] = this.sample(input, channel);
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

  private sample(input: Float32Array, channel: number): number {
    const first = (this.at - this.reach + 1) * this.channels + channel;
    const phase = (this.part * this.phases) / this.to;
    const below = Math.floor(phase);
    const value = this.filter(input, first, below);
    return phase === below ? value : value + (this.filter(input, first, below + 1) - value) * (phase - below);
  }

  private filter(input: Float32Array, first: number, phase: number): number {
    const { bank, channels } = this;
    const end = (phase + 1) * 2 * this.reach;
    let sum = 0;
    for (let w = phase * 2 * this.reach, i = first; w < end; w++, i += channels) sum += input[i]! * bank[w]!;
    return sum;
  }
}

const KAISER_PEAK = bessel(KAISER_BETA);

function makeBank(phases: number, reach: number, stretch: number): Float32Array {
  const taps = 2 * reach;
  const bank = new Float32Array((phases + 1) * taps);
  for (let i = 0; i < bank.length; i++) {
    const phase = Math.floor(i / taps);
    const distance = phase / phases + reach - 1 - (i % taps);
    bank[i] = weight(distance / stretch) / stretch;
  }
  return bank;
}

/** The filter at `x` samples of the lower rate from its middle. */
function weight(x: number): number {
  const inside = 1 - (x / CROSSINGS) ** 2;
  if (inside < 0) return 0;
  const sinc = x === 0 ? 2 * CUTOFF : Math.sin(2 * Math.PI * CUTOFF * x) / (Math.PI * x);
  return (sinc * bessel(KAISER_BETA * Math.sqrt(inside))) / KAISER_PEAK;
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

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
