// Opens the built network and prints what its pictures are like, as one line of JSON. Native code stays out of the tests.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { OnnxRuntime } from '@nestjs-reactor/core';
import { DreamMotion } from '../../dist/models/dreamfield/dream-motion.js';
import { DreamfieldNetwork } from '../../dist/models/dreamfield/dreamfield-network.js';
import { frameSizeOf, RESOLUTIONS } from '../../dist/models/dreamfield/frame-size.js';

const FRAME_MS = 1000 / 24;
const PROMPTS = [
  'aurora over a quiet ocean',
  'sunset in the desert',
  'deep forest',
  'neon city',
  'jazz',
  'a cat asleep',
];

Logger.overrideLogger(false);
const controls = { prompt: PROMPTS[0], seed: 0, speed: 1, zoom: 1, hue: 0, paused: false };
const network = await DreamfieldNetwork.open(new OnnxRuntime({ executionProviders: ['cpu'], threads: 1 }));
await network.warmUp();

/** The picture of a prompt, `ms` milliseconds after it began. */
async function paint(prompt, { ms = 4000, resolution = '360p', zoom = 1 } = {}) {
  const set = { ...controls, prompt, zoom };
  const scene = new DreamMotion(set).advance(set, ms);
  return await network.paint(scene, frameSizeOf(resolution));
}

/** Mean difference of two pictures' bytes, luma and chroma alike. */
function difference(one, other) {
  let sum = 0;
  for (let i = 0; i < one.data.length; i++) sum += Math.abs(one.data[i] - other.data[i]);
  return sum / one.data.length;
}

/** How far luma spreads, and how much of that lies between neighbours: much of it would be noise. */
function texture({ width, height, data }) {
  const luma = data.subarray(0, width * height);
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const spread = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
  let steps = 0;
  for (let i = 1; i < luma.length; i++) if (i % width !== 0) steps += Math.abs(luma[i] - luma[i - 1]);
  return { spread, roughness: steps / luma.length / spread };
}

/** How sharp the sharpest thousandth of its edges is, in the colours, which threads leave alone: a bend from cell to cell. */
function sharpness({ width, height, data }) {
  const [columns, rows] = [width / 2, height / 2];
  const colors = data.subarray(width * height, width * height + columns * rows);
  const bends = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const i = y * columns + x;
      bends.push(Math.abs(colors[i - 1] - 2 * colors[i] + colors[i + 1]));
    }
  }
  return bends.toSorted((a, b) => b - a)[Math.round(bends.length / 1000)];
}

const pictures = await Promise.all(PROMPTS.map((prompt) => paint(prompt)));
const pairs = pictures.flatMap((one, i) => pictures.slice(i + 1).map((other) => difference(one, other)));
const next = await Promise.all(PROMPTS.map((prompt) => paint(prompt, { ms: 4000 + FRAME_MS })));
const later = await Promise.all(PROMPTS.map((prompt) => paint(prompt, { ms: 8000 })));

const frames = 24;
const cpuMs = {};
const sizes = {};
for (const resolution of RESOLUTIONS) {
  const started = process.cpuUsage();
  for (let i = 0; i < frames; i++) await paint('jazz', { ms: i * FRAME_MS, resolution });
  const { user, system } = process.cpuUsage(started);
  cpuMs[resolution] = (user + system) / 1000 / frames;
  const { width, height, data } = await paint('jazz', { resolution });
  sizes[resolution] = { width, height, bytes: data.length };
}

console.log(
  JSON.stringify({
    leastBetweenPrompts: Math.min(...pairs),
    betweenSame: difference(pictures[0], await paint(PROMPTS[0])),
    mostBetweenFrames: Math.max(...next.map((picture, i) => difference(picture, pictures[i]))),
    leastAfterSeconds: Math.min(...later.map((picture, i) => difference(picture, pictures[i]))),
    textures: pictures.map(texture),
    sharpness: await Promise.all(PROMPTS.map(async (prompt) => sharpness(await paint(prompt, { zoom: 0.5 })))),
    sizes,
    cpuMs,
  }),
);
