import { FLOAT, OnnxGraph, UINT8 } from './onnx-graph.mjs';
import { SeededRandom } from './seeded-random.mjs';

/** Another seed is another family of pictures. */
const SEED = 20;
const LATENT = 16;
const STOPS = 6;
const WIDTH = 16;
const LAYERS = 3;

/**
 * The network, as an ONNX file's bytes.
 *
 * In: `columns` [w] and `rows` [h], coordinates of a grid at half the picture's size; `time` [1], from 0 to 1 and round
 * again; `latent` [16]; `palette` [6, 3], RGB from 0 to 1. Out: `i420`, the picture of 2w x 2h pixels.
 */
export function buildDreamfield() {
  const random = new SeededRandom(SEED);
  const g = new OnnxGraph('dreamfield');
  const columns = g.input('columns', FLOAT, ['w']);
  const rows = g.input('rows', FLOAT, ['h']);
  const time = g.input('time', FLOAT, [1]);
  const latent = g.input('latent', FLOAT, [LATENT]);
  const palette = g.input('palette', FLOAT, [STOPS, 3]);

  /** A bias per channel that the latent vector chooses and time carries round. */
  const bias = (channels, turns) => {
    const chosen = g.add('MatMul', [g.constant(random.normals(channels * LATENT, 0.6), [channels, LATENT]), latent]);
    const rates = Array.from({ length: channels }, () => Math.round(random.normal() * turns) * 2 * Math.PI);
    const drift = g.add('Mul', [g.constant(rates, [channels]), time]);
    return g.add('Reshape', [g.add('Add', [chosen, drift]), g.ints(channels, 1)]);
  };

  const x = g.add('Unsqueeze', [columns, g.ints(0, 1)]);
  const y = g.add('Unsqueeze', [rows, g.ints(0, 2)]);
  const flow = g.add('Add', [
    g.add('Mul', [x, g.constant(random.normals(WIDTH, 1.4), [WIDTH, 1, 1])]),
    g.add('Mul', [y, g.constant(random.normals(WIDTH, 1.4), [WIDTH, 1, 1])]),
  ]);
  let field = g.add('Reshape', [flow, g.ints(WIDTH, -1)]);
  for (let layer = 0; layer < LAYERS; layer++) {
    const wave = g.add('Sin', [g.add('Add', [field, bias(WIDTH, 12)])]);
    const mixed = g.add('MatMul', [g.constant(random.normals(WIDTH * WIDTH, 0.35), [WIDTH, WIDTH]), wave]);
    field = g.add('Add', [field, mixed]);
  }
  const logits = g.add('MatMul', [
    g.constant(random.normals(STOPS * WIDTH, 0.9), [STOPS, WIDTH]),
    g.add('Sin', [field]),
  ]);
  const shares = g.add('Softmax', [logits], { axis: 0 });
  const rgb = g.add('MatMul', [g.add('Transpose', [palette], { perm: [1, 0] }), shares]);
  g.output('i420', toI420(g, rgb, columns, rows), UINT8, ['bytes']);
  return g.encode();
}

/** BT.601 limited range of RGB from 0 to 1. @param rgb [3, h * w]: chroma as it is, luma at twice the size */
function toI420(g, rgb, columns, rows) {
  const matrix = [65.481, 128.553, 24.966, -37.797, -74.203, 112, 112, -93.786, -18.214];
  const yuv = g.add('Add', [
    g.add('MatMul', [g.constant(matrix, [3, 3]), rgb]),
    g.constant([16.5, 128.5, 128.5], [3, 1]),
  ]);
  const plane = (from, to) => g.add('Slice', [yuv, g.ints(from), g.ints(to), g.ints(0)]);
  const size = g.add('Concat', [g.ints(1, 1), g.add('Shape', [rows]), g.add('Shape', [columns])], { axis: 0 });
  const small = g.add('Reshape', [plane(0, 1), size]);
  const luma = g.add('Resize', [small, '', g.constant([1, 1, 2, 2], [4])], { mode: 'linear' });
  const bytes = (value) => g.add('Cast', [g.add('Reshape', [value, g.ints(-1)])], { to: UINT8 });
  return g.add('Concat', [bytes(luma), bytes(plane(1, 3))], { axis: 0 });
}
