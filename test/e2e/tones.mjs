export function sine(hz, rate, length, from = 0) {
  return Int16Array.from({ length }, (_, i) => 12_000 * Math.sin((2 * Math.PI * hz * (from + i)) / rate));
}

/** Pitch by the median time between upward zero crossings, in Hz: a gap on a busy machine does not change it. */
export function pitch(samples, rate) {
  const periods = [];
  let last;
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1], samples[i]];
    if (before >= 0 || after < 0) continue;
    const crossing = i - after / (after - before);
    if (last !== undefined) periods.push(crossing - last);
    last = crossing;
  }
  periods.sort((a, b) => a - b);
  return rate / periods[periods.length >> 1];
}

export function rms(samples) {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
