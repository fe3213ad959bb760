/** Waves of each layer. The first is the widest: it alone sees round waves. */
const WAVES = { first: 12, second: 8, third: 8 };

/** How many of the first layer's waves run round a centre of their own. */
const ROUND_WAVES = 3;

/** Radians over half of the picture's height, for a wave of middling length. */
const FREQUENCY = 2;

/** Turns of a phase in the time's loop, standard deviation: a ten-minute loop gives about half a minute a turn. */
const PHASE_TURNS = 18;

/** The same for the centres of the round waves. */
const CENTER_TURNS = 14;

/** How far the second layer is bent by the first, and the third by the second and the first. */
const WARP = { second: 0.34, third: 0.44, skip: 0.1 };

/**
 * Three layers of sine waves over the grid: each layer's own plane waves, bent by the layers before it. It is worked out
 * for each look, and then the looks' surfaces are mixed, so that one grows into the other.
 *
 * @param columns, rows coordinates, lists of w and h
 * @param shares [k] of the looks, together 1
 * @returns three maps [1, h * w] with a deviation near 1: `fold`, the folds of the picture; `tint`, from -1 to 1, what
 *   shifts its colours; `veil`, from -1 to 1, where threads may lie
 */
export function buildTrunk(graph, conditioning, random, columns, rows, shares) {
  const scale = graph.reshape(conditioning.gains(1, 0.3), 0, 1, 1, 1);
  const x = graph.times(graph.op('Unsqueeze', [columns, graph.ints(0, 1)]), scale);
  const y = graph.times(graph.op('Unsqueeze', [rows, graph.ints(0, 2)]), scale);
  const context = { graph, conditioning, random, x, y };

  const planes = planeWaves(context, WAVES.first - ROUND_WAVES, FREQUENCY);
  const first = sines(context, WAVES.first, graph.op('Concat', [planes, roundWaves(context)], { axis: 1 }));
  const second = sines(
    context,
    WAVES.second,
    graph.plus(
      planeWaves(context, WAVES.second, 0.8 * FREQUENCY),
      graph.op('MatMul', [conditioning.matrix(WAVES.second, WAVES.first, WARP.second), first]),
    ),
  );
  const third = sines(
    context,
    WAVES.third,
    graph.plus(
      planeWaves(context, WAVES.third, 0.6 * FREQUENCY),
      graph.op('MatMul', [conditioning.matrix(WAVES.third, WAVES.second, WARP.third), second]),
      graph.op('MatMul', [conditioning.matrix(WAVES.third, WAVES.first, WARP.skip), first]),
    ),
  );
  const heads = graph.op('MatMul', [conditioning.matrix(3, WAVES.third, 0.35), third]);
  const mix = (head, weights) =>
    graph.op('ReduceSum', [graph.times(graph.slice(heads, 1, head), graph.reshape(weights, -1, 1, 1)), graph.ints(0)], {
      keepdims: 0,
    });
  const foldGains = graph.reshape(conditioning.gains(1, 0.35), -1);
  return {
    fold: mix(0, graph.times(shares, foldGains, 2.1)),
    tint: graph.op('Tanh', [mix(1, shares)]),
    veil: graph.op('Tanh', [mix(2, shares)]),
  };
}

function sines({ graph, conditioning }, count, angles) {
  return graph.op('Sin', [graph.plus(angles, graph.reshape(conditioning.phases(count, PHASE_TURNS), 0, count, 1))]);
}

/** Angles [k, count, h * w] of waves in all directions, more long ones than short ones. */
function planeWaves({ graph, conditioning, random, x, y }, count, frequency) {
  const waves = Array.from({ length: count }, () => ({
    angle: 2 * Math.PI * random.uniform(),
    frequency: frequency * (0.4 + 1.2 * random.uniform() ** 1.5),
  }));
  const gains = graph.reshape(conditioning.gains(count, 0.4), 0, count, 1, 1);
  const along = (axis, part) => graph.times(axis, graph.times(graph.constant(waves.map(part), [count, 1, 1]), gains));
  const angles = graph.plus(
    along(x, (wave) => wave.frequency * Math.cos(wave.angle)),
    along(y, (wave) => wave.frequency * Math.sin(wave.angle)),
  );
  return graph.reshape(angles, 0, count, -1);
}

/** Angles [k, 3, h * w] of waves round centres that wander within the picture. */
function roundWaves({ graph, conditioning, x, y }) {
  const from = (axis, reach) => {
    const center = graph.op('Sin', [conditioning.phases(ROUND_WAVES, CENTER_TURNS)]);
    return graph.op('Sub', [axis, graph.reshape(graph.times(center, reach), 0, ROUND_WAVES, 1, 1)]);
  };
  const dx = from(x, 1.5);
  const dy = from(y, 0.9);
  // Without the constant there would be a sharp tip at the centre.
  const radius = graph.op('Sqrt', [graph.plus(graph.times(dx, dx), graph.times(dy, dy), 0.08)]);
  return graph.reshape(graph.times(radius, 1.6 * FREQUENCY), 0, ROUND_WAVES, -1);
}
