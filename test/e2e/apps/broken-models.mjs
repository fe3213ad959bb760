// Models that fail, served by the default app's own code; BROKEN_MODEL names the one.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { ReactorModel, ReactorModule, Video } from '@nestjs-reactor/core';

class Output {}
Video()(Output.prototype, 'mainVideo');

function model(name, modelClass) {
  ReactorModel({ name, output: Output, file: import.meta.url })(modelClass);
  return modelClass;
}

export const NeverLoads = model(
  'never_loads',
  class NeverLoads extends ReactorModel {
    async load() {
      throw new Error('the weights are missing');
    }
    async run() {}
  },
);

export const EndsItself = model(
  'ends_itself',
  class EndsItself extends ReactorModel {
    async run() {
      await sleep(50);
    }
  },
);

export const LoadsForEver = model(
  'loads_for_ever',
  class LoadsForEver extends ReactorModel {
    async load() {
      await new Promise(() => {});
    }
    async run() {}
  },
);

export const Sleeps = model(
  'sleeps',
  class Sleeps extends ReactorModel {
    async run() {
      await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
    }
  },
);

if (isMainThread) {
  const { readConfig } = await import('../../../dist/app.config.js');
  const { serve } = await import('../../../dist/serve.js');
  const broken = { never_loads: NeverLoads, ends_itself: EndsItself, loads_for_ever: LoadsForEver, sleeps: Sleeps };
  const models = [broken[process.env.BROKEN_MODEL]];
  const config = readConfig(process.env);
  await serve(config, { module: class App {}, imports: [ReactorModule.forRoot({ ...config.reactor, models })] });
}
