import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { OnnxNetwork } from '../libs/reactor/src/inference/onnx/onnx-network.js';
import { OnnxRuntime } from '../libs/reactor/src/inference/onnx/onnx-runtime.js';
import { i420Size } from '../libs/reactor/src/media/i420.js';
import { VideoFrame } from '../libs/reactor/src/media/video-frame.js';

const FILE = join(import.meta.dirname, '..', 'examples', 'onnx-filter', 'filter.onnx');
const SIZES = [
  [640, 360],
  [1280, 720],
] as const;
const ROUNDS = 30;

/** As the application has it. */
const THREADS = Math.max(1, availableParallelism() >> 1);

/** Median milliseconds of a run, after a few that are not counted. */
async function median(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < ROUNDS; round++) {
    const started = performance.now();
    await run();
    if (round >= 0) times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[ROUNDS / 2]!;
}

/** A turn of the filter example, from a camera's picture to its I420, on each provider that this machine has. */
async function main(): Promise<void> {
  Logger.overrideLogger(['warn']);
  const library = await new OnnxRuntime({ executionProviders: [], threads: THREADS }).library();
  console.log('| provider | size | picture to tensor ms | network ms | tensor to I420 ms |\n|---|---|---|---|---|');
  for (const { name } of library.listSupportedBackends()) {
    let used = '';
    const options = { executionProviders: [name], threads: THREADS };
    const onnx = new OnnxRuntime(options, undefined, undefined, ({ provider }) => void (used = provider));
    const network = await OnnxNetwork.open(onnx, FILE);
    if (used !== name) continue;
    for (const [width, height] of SIZES) {
      const bytes = Uint8Array.from({ length: i420Size(width, height) }, () => 256 * Math.random());
      const frame = VideoFrame.i420(width, height, bytes);
      const picture = frame.toTensor({ dtype: 'uint8' });
      const target = new Uint8Array(bytes.length);
      const turn = () => network.run({ picture, filter: 0, strength: 1 });
      const { filtered } = await turn();
      const shown = VideoFrame.fromTensor(filtered!, { layout: 'chw', range: [0, 255] });
      const figures = [
        await median(async () => frame.toTensor({ dtype: 'uint8' }, picture.data)),
        await median(turn),
        await median(async () => shown.writeI420(target)),
      ];
      console.log(`| ${name} | ${width}x${height} | ${figures.map((ms) => ms.toFixed(2)).join(' | ')} |`);
    }
  }
}

await main();
