import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readConfig } from './app.config.js';
import { AppModule } from './app.module.js';
import { serve } from './serve.js';

/** `--model echo` is short for `REACTOR_MODEL=echo`. */
function readArguments(args: string[]): { REACTOR_MODEL?: string } {
  const { values } = parseArgs({ args, options: { model: { type: 'string' } } });
  return values.model === undefined ? {} : { REACTOR_MODEL: values.model };
}

async function main(): Promise<void> {
  // What the environment has already goes before the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig({ ...process.env, ...readArguments(process.argv.slice(2)) });
  await serve(config, AppModule.with(config));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
