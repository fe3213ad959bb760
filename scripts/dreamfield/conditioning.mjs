/**
 * How the latent vector reaches the network: biases, gains and whole weight matrices are linear in it, so that near
 * latents give near pictures. Its values have a mean square of 1, and so has, times `spread`, what is drawn from it.
 */
export class Conditioning {
  constructor(graph, random, latent, latentSize, time) {
    Object.assign(this, { graph, random, latent, latentSize, time });
  }

  /** `count` numbers that the latent vector chooses. */
  vector(count, spread) {
    const weights = this.random.normals(count * this.latentSize, spread / Math.sqrt(this.latentSize));
    return this.graph.op('MatMul', [this.graph.constant(weights, [count, this.latentSize]), this.latent]);
  }

  /** `count` factors around 1, from exp(-spread) to exp(spread). */
  gains(count, spread) {
    return this.graph.op('Exp', [this.graph.times(this.graph.op('Tanh', [this.vector(count, 1)]), spread)]);
  }

  /** Weights [outs, ins]: half of their variance is every picture's, half the latent vector's. */
  matrix(outs, ins, deviation) {
    const shared = this.graph.constant(this.random.normals(outs * ins, deviation), [outs * ins]);
    const own = this.vector(outs * ins, deviation);
    return this.graph.reshape(this.graph.plus(shared, own), outs, ins);
  }

  /**
   * A phase for each of `count` waves, which the latent vector chooses and time turns: whole turns in the time's loop,
   * so that its end meets its beginning.
   */
  phases(count, turns) {
    const rates = this.random.normals(count, turns).map((rate) => Math.round(rate) * 2 * Math.PI);
    const drift = this.graph.times(this.graph.constant(rates, [count]), this.time);
    return this.graph.plus(this.vector(count, 3), drift);
  }
}
