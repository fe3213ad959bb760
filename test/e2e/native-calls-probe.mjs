// Terminates the worker thread of the onnx-filter example while ONNX Runtime runs in it, and prints that this process lives.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { DEFAULT_INFERENCE_OPTIONS, modelSourceOf, readModelContract } from '@nestjs-reactor/core';
import { OnnxFilter } from '../../dist/examples/onnx-filter/onnx-filter.model.js';
import { ThreadModelHost } from '../../libs/reactor/dist/inference/host/thread-model-host.js';

Logger.overrideLogger(false);
const [width, height] = [4000, 3000];
const options = { ...DEFAULT_INFERENCE_OPTIONS, turnTimeoutMs: 50, threads: 1 };
const host = new ThreadModelHost(modelSourceOf(readModelContract(OnnxFilter)), options);
const seen = { lost: 0, restarted: false };
const nothing = () => undefined;
host.attach({
  ...Object.fromEntries(
    ['onManifest', 'onMedia', 'onMessage', 'onInputs', 'onPlayout', 'onStats', 'onWorkAge', 'onLateMedia'].map(
      (name) => [name, nothing],
    ),
  ),
  onSessionFailed: nothing,
  onLost: () => seen.lost++,
});
await host.start();
await host.beginSession('s1');
host.connect({ id: 1, joinedAtMs: performance.now() });
host.pushVideo('webcam', { width, height, data: new Uint8Array(width * height * 1.5) });
await new Promise((resolve) => setTimeout(resolve, 300));
await host.endSession('stopped');
await host.start();
seen.restarted = true;
await host.close();
process.stdout.write(JSON.stringify(seen), () => process.exit(0));
