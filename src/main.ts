import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { ignoreLostReader, VERSION } from '@nestjs-reactor/core';
import { readConfig } from './app.config.js';
import { AppModule } from './app.module.js';
import { readCommandLine } from './command-line.js';
import { firstKey } from './first-key.js';
import { MODEL_NAMES } from './models/catalogue.js';
import { serve } from './serve.js';
import { usage } from './usage.js';

async function main(): Promise<void> {
  // The logger takes care of the other one.
  ignoreLostReader(process.stdout);
  const asked = readCommandLine(process.argv.slice(2));
  if (asked.kind !== 'serve') {
    console.log(asked.kind === 'help' ? usage(MODEL_NAMES) : VERSION);
    process.exit(0);
  }
  // What the environment has already goes before the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig({ ...process.env, ...asked.env });
  const { cloud } = config.reactor;
  if (cloud?.directory !== undefined) console.log(await firstKey(cloud.directory));
  await serve(config, AppModule.with(config));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
