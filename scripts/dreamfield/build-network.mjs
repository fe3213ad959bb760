import { LATENT_SIZE } from '../../dist/models/dreamfield/look.js';
import { PALETTE_STOPS } from '../../dist/models/dreamfield/palette.js';
import { SeededRandom } from '../../dist/models/seeded-random.js';
import { Conditioning } from './conditioning.mjs';
import { buildI420 } from './i420.mjs';
import { FLOAT, INT64, OnnxGraph, UINT8 } from './onnx-graph.mjs';
import { buildRelief } from './relief.mjs';
import { buildTrunk } from './trunk.mjs';

/** Every weight follows from it; another seed is another family of pictures. */
const SEED = 'dreamfield 7';

/** How sharply one of the palette's colours gives way to the next. */
const PALETTE_SHARPNESS = 50;

/**
 * The network, as an ONNX file's bytes: a compositional pattern-producing network, from coordinates to colours.
 *
 * In: `columns` [w] and `rows` [h], coordinates of a grid that is at most as fine as the picture; `time` [1], from 0 to 1
 * and round again; `latents` [k, 16], each with a mean square of 1, of the k looks that are mixed, and their `shares`
 * [k], together 1; `palette` [6, 3], RGB from 0 to 1, from dark to light; `size` [2], height and width of the picture,
 * even. Out: `i420`, its planes.
 */
export function buildDreamfield() {
  const graph = new OnnxGraph('dreamfield');
  const columns = graph.input('columns', FLOAT, ['w']);
  const rows = graph.input('rows', FLOAT, ['h']);
  const time = graph.input('time', FLOAT, [1]);
  const latents = graph.input('latents', FLOAT, ['k', LATENT_SIZE]);
  const shares = graph.input('shares', FLOAT, ['k']);
  const palette = graph.input('palette', FLOAT, [PALETTE_STOPS, 3]);
  const size = graph.input('size', INT64, [2]);

  const random = new SeededRandom(SEED);
  const conditioning = new Conditioning(graph, random, latents, LATENT_SIZE, time);
  const grid = { h: graph.op('Shape', [rows]), w: graph.op('Shape', [columns]) };

  const { fold, tint, veil } = buildTrunk(graph, conditioning, random, columns, rows, shares);
  const ridges = graph.op('Sin', [fold]);
  const surface = graph.plus(ridges, graph.times(tint, 0.5));
  const { facing, glint, steepness } = buildRelief(graph, surface, fold, columns, grid);

  // Light moves along the palette before it dims, so that shadows are dark colours and not grey.
  const place = graph.plus(graph.times(ridges, 0.27), graph.times(tint, 0.2), graph.times(facing, 0.3), 0.32);
  const brightness = graph.plus(graph.times(facing, 0.4), 0.72);
  const painted = graph.plus(graph.times(colorsAt(graph, palette, place), brightness), graph.times(glint, 0.3));
  const rgb = graph.op('Clip', [painted, 0, 1]);
  // Where the fold is steep, threads would be thinner than a pixel.
  const thread = graph.times(
    graph.op('Relu', [graph.plus(veil, -0.25)]),
    60,
    graph.op('Exp', [graph.times(steepness, -70)]),
  );
  graph.output('i420', buildI420(graph, { rgb, fold, thread }, size, grid), UINT8, ['bytes']);
  return graph.encode();
}

/** RGB [3, n] for places [1, n] along the palette, 0 its first colour and 1 its last: attention to the nearest ones. */
function colorsAt(graph, palette, places) {
  const stops = Array.from({ length: PALETTE_STOPS }, (_, stop) => stop / (PALETTE_STOPS - 1));
  const away = graph.op('Sub', [places, graph.constant(stops, [PALETTE_STOPS, 1])]);
  const attention = graph.op('Exp', [graph.times(away, away, -PALETTE_SHARPNESS)]);
  const total = graph.op('ReduceSum', [attention, graph.ints(0)], { keepdims: 1 });
  const mixed = graph.op('MatMul', [graph.op('Transpose', [palette], { perm: [1, 0] }), attention]);
  return graph.op('Div', [mixed, total]);
}
