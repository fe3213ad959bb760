// Sends pictures through the onnx-filter example and prints what comes back, as one line of JSON. Native code stays out of
// the tests.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { VideoFrame } from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';
import { OnnxFilter } from '../../dist/examples/onnx-filter/onnx-filter.model.js';

Logger.overrideLogger(false);
const reactor = await TestReactor.start(OnnxFilter, { timeoutMs: 20_000 });
const viewer = await reactor.join();

/** 32 by 24: half of it of one grey, half of another. */
function halves(left, right) {
  const pixels = new Uint8Array(3 * 32 * 24);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.floor(i / 3) % 32 < 16 ? left : right;
  return VideoFrame.rgb(32, 24, pixels);
}

/** The greys of the middle row after a filter. */
async function rowAfter(filter, strength, sent) {
  await viewer.command('set_filter', { filter });
  await viewer.command('set_strength', { strength });
  const shown = viewer.nextFrame();
  viewer.sendVideo('webcam', sent);
  const frame = await shown;
  const pixels = frame.toRgba();
  return Array.from({ length: 32 }, (_, x) => pixels[4 * (12 * 32 + x) + 1]);
}

const result = { flat: {}, step: {} };
for (const filter of ['edges', 'emboss', 'sharpen', 'blur']) {
  result.flat[filter] = await rowAfter(filter, 1, halves(100, 100));
  result.step[filter] = await rowAfter(filter, 1, halves(60, 180));
}
result.half = await rowAfter('edges', 0.5, halves(100, 100));
result.none = await rowAfter('edges', 0, halves(60, 180));
await reactor.close();
console.log(JSON.stringify(result));
