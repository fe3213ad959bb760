// Runs a generator and a filter that name a file, with networks written here, and prints what they show, as one line of JSON.
// Native code stays out of the tests. The argument is the provider that they ask for.
import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { gaussianLatent, VideoFrame } from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';
import { FLOAT, OnnxGraph } from '../../scripts/dreamfield/onnx-graph.mjs';

const FLOAT16 = 10;

/** In: `z` [1, 2]. Out: `pictures` [2, 3, 2, 2], each in the colour of one of its numbers. */
function latentNetwork() {
  const graph = new OnnxGraph('latent');
  const z = graph.input('z', FLOAT, [1, 2]);
  const colors = graph.reshape(z, 2, 1, 1, 1);
  graph.output('pictures', graph.op('Expand', [colors, graph.ints(2, 3, 2, 2)]), FLOAT, [2, 3, 2, 2]);
  return graph.encode();
}

/** The software GPU of the tests computes no float16. */
const NUMBERS = process.argv[2] === 'webgpu' ? FLOAT : FLOAT16;

/** In: `picture` [1, 4, 6, 3], from 0 to 1. Out: `negative`, of the same. */
function negativeNetwork() {
  const graph = new OnnxGraph('negative');
  const picture = graph.op('Cast', [graph.input('picture', NUMBERS, [1, 4, 6, 3])], { to: FLOAT });
  const negative = graph.op('Cast', [graph.op('Sub', [1, picture])], { to: NUMBERS });
  graph.output('negative', negative, NUMBERS, [1, 4, 6, 3]);
  return graph.encode();
}

Logger.overrideLogger(false);
const options = { timeoutMs: 20_000, inference: { executionProviders: [process.argv[2]] } };
const folder = mkdtempSync(join(tmpdir(), 'onnx-models-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
for (const [name, network] of Object.entries({ LATENT: latentNetwork(), NEGATIVE: negativeNetwork() })) {
  process.env[`${name}_ONNX`] = join(folder, `${name}.onnx`);
  writeFileSync(process.env[`${name}_ONNX`], network);
}
const { Latent } = await import('../../dist/fixtures/latent.model.js');
const { Negative } = await import('../../dist/fixtures/negative.model.js');

const seen = { providers: [] };
{
  const reactor = await TestReactor.start(Latent, options);
  const frames = await (await reactor.join()).frames(2);
  seen.latent = frames.map((frame) => frame.toRgba()[1]);
  seen.numbers = [...gaussianLatent(1, 2)];
  seen.providers.push(...reactor.runtime.health().providers);
  await reactor.close();
}
{
  const reactor = await TestReactor.start(Negative, options);
  const viewer = await reactor.join();
  const shown = viewer.nextFrame();
  const pixels = Uint8Array.from({ length: 3 * 12 * 8 }, (_, i) => (Math.floor(i / 3) % 12 < 6 ? 200 : 40));
  viewer.sendVideo('webcam', VideoFrame.rgb(12, 8, pixels));
  const frame = await shown;
  const rgba = frame.toRgba();
  seen.negative = { width: frame.width, height: frame.height, row: [0, 1, 2, 3, 4, 5].map((x) => rgba[4 * x + 1]) };
  seen.providers.push(...reactor.runtime.health().providers);
  await reactor.close();
}
console.log(JSON.stringify(seen));
