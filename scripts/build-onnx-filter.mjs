// Writes the network of the onnx-filter example, after `npm run build:ts`: node scripts/build-onnx-filter.mjs OUTPUT.onnx
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FLOAT, INT64, OnnxGraph, UINT8 } from './dreamfield/onnx-graph.mjs';

const [output] = process.argv.slice(2);
if (output === undefined) fail('Name the output file: node scripts/build-onnx-filter.mjs OUTPUT.onnx');

// The network has the numbers of the kernels whose names the model offers.
const compiled = new URL('../dist/examples/onnx-filter/kernels.js', import.meta.url);
if (!existsSync(compiled)) fail('The TypeScript is not built yet; run npm run build:ts first.');
const { KERNELS } = await import(compiled.href);
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, buildFilter(Object.values(KERNELS)));

/**
 * In: `picture` [1, 3, h, w] bytes; `filter` [1], which of the kernels; `strength` [1], from 0 to 1. Out: `filtered`
 * [1, 3, h, w], red, green and blue from 0 to 255.
 */
function buildFilter(kernels) {
  const graph = new OnnxGraph('filter');
  const picture = graph.input('picture', UINT8, [1, 3, 'h', 'w']);
  const filter = graph.input('filter', INT64, [1]);
  const strength = graph.input('strength', FLOAT, [1]);

  const planes = graph.op('Cast', [picture], { to: FLOAT });
  // Beyond its border the picture goes on as it is there, so that the border is no edge.
  const padded = graph.op('Pad', [planes, graph.ints(0, 0, 2, 2, 0, 0, 2, 2)], { mode: 'edge' });

  // The same weights for each of the three colours.
  const weights = graph.constant(
    kernels.flatMap((kernel) => [0, 1, 2].flatMap(() => [...kernel.weights])),
    [kernels.length, 3, 1, 5, 5],
  );
  const biases = graph.constant(
    kernels.map((kernel) => kernel.bias),
    [kernels.length],
  );
  const kernel = graph.reshape(graph.op('Gather', [weights, filter]), 3, 1, 5, 5);
  const filtered = graph.plus(graph.op('Conv', [padded, kernel], { group: 3 }), graph.op('Gather', [biases, filter]));
  const mixed = graph.plus(planes, graph.times(graph.op('Sub', [filtered, planes]), strength));
  graph.output('filtered', graph.op('Clip', [mixed, 0, 255]), FLOAT, [1, 3, 'h', 'w']);
  return graph.encode();
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
