// Writes the network of the template onnx of `reactor init`: node scripts/build-template-network.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FLOAT, OnnxGraph } from './dreamfield/onnx-graph.mjs';

export const FILE = join(import.meta.dirname, '..', 'libs', 'cli', 'templates', 'onnx', 'models', 'waves.onnx');

const WIDTH = 640;
const HEIGHT = 360;

/** Waves over a picture: what the network computes for each pixel of `x` and `y`, both from 0 to 1. */
export function wavesNetwork() {
  const graph = new OnnxGraph('waves');
  const seconds = graph.input('seconds', FLOAT, [1]);
  const warmth = graph.input('warmth', FLOAT, [1]);
  const waves = graph.input('waves', FLOAT, [1]);
  const x = graph.constant(ramp(WIDTH), [1, 1, 1, WIDTH]);
  const y = graph.constant(ramp(HEIGHT), [1, 1, HEIGHT, 1]);

  const slope = graph.times(graph.op('Sin', [graph.op('Sub', [graph.times(y, 3), seconds])]), 2);
  const phase = graph.plus(graph.times(x, waves, 2 * Math.PI), slope, seconds);
  const height = graph.plus(graph.times(graph.op('Sin', [phase]), 0.5), 0.5);
  const cold = graph.op('Sub', [1, warmth]);

  const red = graph.times(height, graph.plus(graph.times(warmth, 0.8), 0.2));
  const green = graph.times(height, height, 0.6);
  const blue = graph.times(graph.plus(graph.times(height, 0.5), 0.3), graph.plus(graph.times(cold, 0.8), 0.2));
  const picture = graph.op('Concat', [red, green, blue], { axis: 1 });
  graph.output('picture', graph.op('Clip', [picture, 0, 1]), FLOAT, [1, 3, HEIGHT, WIDTH]);
  return graph.encode();
}

function ramp(length) {
  return Array.from({ length }, (_, i) => i / (length - 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, wavesNetwork());
