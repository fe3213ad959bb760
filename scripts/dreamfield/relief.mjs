/** Where the light comes from: the left, above, and before the picture. */
const LIGHT = [-0.48, -0.6, 0.64];

/** How high the folds stand. */
const RELIEF = 0.3;

/** Sobel's differences per cell of the grid, along x and y. */
const SOBEL = [
  [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  [-1, -2, -1, 0, 0, 0, 1, 2, 1],
].map((kernel) => kernel.map((weight) => weight / 8));

/**
 * The light on a surface.
 *
 * @param heights, fold maps [1, h * w]
 * @param shape of the grid, as [1, 1, h, w] wants it
 * @returns maps [1, h * w]: `facing`, 1 where the surface faces the light, `glint`, its reflection, and `steepness`, the
 *   square of the fold's change over one cell
 */
export function buildRelief(graph, heights, fold, columns, { h, w }) {
  const maps = graph.op('Reshape', [
    graph.op('Concat', [heights, fold], { axis: 0 }),
    graph.op('Concat', [graph.ints(1, 2), h, w], { axis: 0 }),
  ]);
  const kernels = graph.constant([SOBEL, SOBEL].flat(2), [4, 1, 3, 3]);
  const inside = graph.op('Conv', [maps, kernels], { group: 2 });
  // The outermost cells have no neighbours to differ from; they take their neighbours' slope.
  const slopes = graph.reshape(graph.op('Pad', [inside, graph.ints(0, 0, 1, 1, 0, 0, 1, 1)], { mode: 'edge' }), 4, -1);
  const cell = graph.op('Sub', [graph.slice(columns, 0, 1), graph.slice(columns, 0, 0)]);
  const slope = graph.op('Div', [graph.times(graph.slice(slopes, 0, 0, 2), RELIEF), cell]);
  const foldSlope = graph.slice(slopes, 0, 2, 4);
  const squareOf = (vectors) => graph.op('ReduceSum', [graph.times(vectors, vectors), graph.ints(0)], { keepdims: 1 });

  const towards = graph.plus(graph.op('MatMul', [graph.constant([-LIGHT[0], -LIGHT[1]], [1, 2]), slope]), LIGHT[2]);
  const facing = graph.op('Div', [towards, graph.op('Sqrt', [graph.plus(squareOf(slope), 1)])]);
  const glint = graph.op('Exp', [graph.times(graph.plus(facing, -1), 30)]);
  return { facing, glint, steepness: squareOf(foldSlope) };
}
