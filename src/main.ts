import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ReactorService } from '@nestjs-reactor/core';
import { type AppConfig, readConfig } from './app.config.js';
import { AppModule } from './app.module.js';

const LEVELS: Readonly<Record<AppConfig['logLevel'], LogLevel[]>> = {
  ERROR: ['error', 'fatal'],
  WARNING: ['error', 'fatal', 'warn'],
  INFO: ['error', 'fatal', 'warn', 'log'],
  DEBUG: ['error', 'fatal', 'warn', 'log', 'debug', 'verbose'],
};

/** Loading failed, or the environment is wrong: a supervisor must see that the process did not end well. */
function die(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** `--model echo` is short for `REACTOR_MODEL=echo`. */
function readArguments(args: string[]): { REACTOR_MODEL?: string } {
  const { values } = parseArgs({ args, options: { model: { type: 'string' } } });
  return values.model === undefined ? {} : { REACTOR_MODEL: values.model };
}

async function main(): Promise<void> {
  const config = readConfig({ ...process.env, ...readArguments(process.argv.slice(2)) });
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config), {
    logger: new ConsoleLogger({ logLevels: LEVELS[config.logLevel], json: config.logFormat === 'json' }),
    forceCloseConnections: true,
    bodyParser: false,
    abortOnError: false,
  });
  closeOnSignals(app, config.gracePeriodMs);
  await app.listen(config.port, config.host);
  await app.get(ReactorService).whenLoaded();
  const { port } = app.getHttpServer().address() as { port: number };
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  console.log(`Open http://${host}:${port}`);
}

/** A native media engine keeps the process from ending by itself, so it is ended as soon as all is closed. */
function closeOnSignals(app: NestExpressApplication, gracePeriodMs: number): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    setTimeout(() => die('The grace period is over; ending with sessions still open.'), gracePeriodMs).unref();
    app.close().then(() => process.exit(0), die);
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

main().catch(die);
