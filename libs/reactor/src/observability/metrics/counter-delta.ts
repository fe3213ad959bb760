/** Converts readings of a counter that may be reset into increments. */
export class CounterDelta {
  private last = 0;

  /** @returns the rise since the last reading; a lower reading is a new counter, started at zero */
  by(reading: number): number {
    const rise = reading < this.last ? reading : reading - this.last;
    this.last = reading;
    return rise;
  }
}
