/**
 * How latent vectors reach the network: biases, gains and whole weight matrices are drawn from them, for each of the k
 * looks that are mixed. A vector's values have a mean square of 1, and so has, times `spread`, what is drawn from it.
 */
export class Conditioning {
  /** @param latents [k, latentSize] @param time [1] */
  constructor(graph, random, latents, latentSize, time) {
    Object.assign(this, { graph, random, latents, latentSize, time });
  }

  /** Numbers [k, count] that the looks choose. */
  vector(count, spread) {
    const weights = this.random.normals(this.latentSize * count, spread / Math.sqrt(this.latentSize));
    return this.graph.op('MatMul', [this.latents, this.graph.constant(weights, [this.latentSize, count])]);
  }

  /** Factors [k, count] around 1, from exp(-spread) to exp(spread). */
  gains(count, spread) {
    return this.graph.op('Exp', [this.graph.times(this.graph.op('Tanh', [this.vector(count, 1)]), spread)]);
  }

  /** Weights [k, outs, ins]: half of their variance is every picture's, half the look's own. */
  matrix(outs, ins, deviation) {
    const shared = this.graph.constant(this.random.normals(outs * ins, deviation), [outs * ins]);
    const own = this.vector(outs * ins, deviation);
    return this.graph.reshape(this.graph.plus(shared, own), 0, outs, ins);
  }

  /**
   * Phases [k, count] of waves, which the look chooses and time turns: whole turns in the time's loop, so that its end
   * meets its beginning.
   */
  phases(count, turns) {
    const rates = this.random.normals(count, turns).map((rate) => Math.round(rate) * 2 * Math.PI);
    const drift = this.graph.times(this.graph.constant(rates, [count]), this.time);
    return this.graph.plus(this.vector(count, 3), drift);
  }
}
