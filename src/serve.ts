import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type DynamicModule, Logger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { ReactorLogger, ReactorService } from '@nestjs-reactor/core';
import type { AppConfig } from './app.config.js';
import { followLauncher } from './launcher.js';
import { listenProblem } from './listen-problem.js';

/** A process that could not listen waits no longer for its parts to close: more than the limit of a worker that is loading. */
const CLOSE_LIMIT_MS = 10_000;

const LEVELS: Readonly<Record<AppConfig['logLevel'], LogLevel>> = {
  ERROR: 'error',
  WARNING: 'warn',
  INFO: 'log',
  DEBUG: 'verbose',
};

/** For paths outside the reactor: Nest's own 404. The reactor's replies set their own. */
function securePlainReplies(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  next();
}

/**
 * Serves `module` until a signal ends the process with code 0, or the loss of its model with code 1: a supervisor must
 * see that the process did not end well. Rejects where it could not start.
 */
export async function serve(config: AppConfig, module: DynamicModule): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger: new ReactorLogger({ level: LEVELS[config.logLevel], format: config.logFormat }),
    forceCloseConnections: true,
    bodyParser: false,
    abortOnError: false,
  });
  app.set('trust proxy', config.trustProxy);
  app.disable('x-powered-by');
  app.use(securePlainReplies);
  const end = endingOf(app, config.gracePeriodMs);
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  followLauncher(() => {
    new Logger('Reactor').log('The npm that started this process has ended; ending too');
    end(0);
  });
  const reactor = app.get(ReactorService);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    // What it has made by now is removed before the process ends.
    await Promise.race([app.close().catch(() => {}), delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    throw listenProblem(error, config);
  }
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://${nameInUrl(config.host)}:${port}`;
  // Health and refusals are served from now on, however long models load.
  new Logger('Reactor').log(`Listening at ${url} while its models load`);
  if (config.exitOnFailure) void reactor.whenTerminated().then(() => end(1));
  try {
    await reactor.whenLoaded();
  } catch {
    // Already logged; what else to do depends on the configuration.
    if (config.exitOnFailure) end(1);
    return;
  }
  console.log(`Open ${url}`);
}

/** How a client on this machine writes it; an IPv6 address has brackets in a URL. */
function nameInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

/**
 * A native media engine may keep the process from ending by itself, so it is ended as soon as all is closed. What the grace
 * period cuts short is a failure, unless no grace was wanted.
 */
function endingOf(app: NestExpressApplication, gracePeriodMs: number): (code: 0 | 1) => void {
  let ending = false;
  return (code) => {
    if (ending) return;
    ending = true;
    const giveUp = (why: string): never => {
      console.error(why);
      process.exit(1);
    };
    setTimeout(() => {
      if (gracePeriodMs === 0) process.exit(code);
      giveUp('The grace period is over; ending with sessions still open.');
    }, gracePeriodMs).unref();
    app.close().then(
      () => process.exit(code),
      (error: unknown) => giveUp(`Closing failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  };
}
