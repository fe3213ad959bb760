import { UINT8 } from './onnx-graph.mjs';

/** BT.601 limited range of R, G, B from 0 to 1; half a step is added because a cast to bytes cuts off. */
const MATRIX = [65.481, 128.553, 24.966, -37.797, -74.203, 112, 112, -93.786, -18.214];
const OFFSETS = [16.5, 128.5, 128.5];
const WHITE = 235;

/**
 * Weights of a cell and its neighbours. The light on a steep ridge is finer than the grid; enlarged as it is, such a ridge
 * is a stair. Each cell's share of its neighbours makes the edge as soft as the grid can carry.
 */
const SOFTENING = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16);

/** Threads lie where the fold is a multiple of pi over this. */
const THREAD_DENSITY = 6;

/**
 * The picture's planes. Colours are smooth and grow from the grid to the size of the chroma planes; threads are fine, so
 * they are drawn at the full size, in luma alone.
 *
 * @param rgb [3, h * w] from 0 to 1
 * @param fold [1, h * w], the map along whose contours threads run
 * @param thread [1, h * w], how bright a thread is at each place, in steps of luma
 * @param size [height, width] of the picture, both even
 * @returns bytes of Y, U and V, one after the other
 */
export function buildI420(graph, { rgb, fold, thread }, size, { h, w }) {
  const colors = graph.op('MatMul', [graph.constant(MATRIX, [3, 3]), rgb]);
  const yuv = graph.plus(soften(graph, colors, { h, w }), graph.constant(OFFSETS, [3, 1]));
  const grow = (maps, count, to) => {
    const shape = graph.op('Concat', [graph.ints(1, count), h, w], { axis: 0 });
    const target = graph.op('Concat', [graph.ints(1, count), to], { axis: 0 });
    return graph.op('Resize', [graph.op('Reshape', [maps, shape]), '', '', target], { mode: 'linear' });
  };
  const bytes = (maps) => graph.op('Cast', [graph.reshape(maps, -1)], { to: UINT8 });

  const full = grow(graph.op('Concat', [graph.slice(yuv, 0, 0), fold, thread], { axis: 0 }), 3, size);
  const [ground, contour, brightness] = [0, 1, 2].map((map) => graph.slice(full, 1, map));
  const distance = graph.op('Sin', [graph.times(contour, THREAD_DENSITY)]);
  const threads = graph.op('Exp', [graph.times(distance, distance, -20)]);
  const luma = graph.op('Min', [graph.plus(ground, graph.times(threads, brightness)), WHITE]);

  const half = graph.op('Div', [size, graph.ints(2)]);
  return graph.op('Concat', [bytes(luma), bytes(grow(graph.slice(yuv, 0, 1, 3), 2, half))], { axis: 0 });
}

/** Maps [3, h * w], each cell mixed with its neighbours. */
function soften(graph, maps, { h, w }) {
  const shape = graph.op('Concat', [graph.ints(1, 3), h, w], { axis: 0 });
  const grid = graph.op('Reshape', [maps, shape]);
  const padded = graph.op('Pad', [grid, graph.ints(0, 0, 1, 1, 0, 0, 1, 1)], { mode: 'edge' });
  const kernels = graph.constant([SOFTENING, SOFTENING, SOFTENING].flat(), [3, 1, 3, 3]);
  return graph.reshape(graph.op('Conv', [padded, kernels], { group: 3 }), 3, -1);
}
