import { Controller, Get, Logger, type LoggerService } from '@nestjs/common';
import { MediaEngine, ModelHostFactory, ReactorModule } from '@nestjs-reactor/core';
import { Test } from '@nestjs/testing';
import { InlineModelHostFactory, LoopbackEngine } from '@nestjs-reactor/core/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { until } from '../support/until.js';
import { Echo } from './support/echo.model.js';

@Controller('cups')
class CupsController {
  @Get()
  all(): string[] {
    return [];
  }

  @Get('session')
  session(): string {
    return 'of cups';
  }
}

let app: NestExpressApplication | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** Starts an application with the reactor in it, and gives what was logged, with its context. */
async function start(
  signaling: Parameters<typeof ReactorModule.forRoot>[0]['signaling'] = {},
  prepare: (app: NestExpressApplication) => void = () => {},
): Promise<[context: string, line: string][]> {
  const lines: [string, string][] = [];
  const keep = (line: unknown, context: unknown): void => void lines.push([String(context), String(line)]);
  const logger: LoggerService = { log: keep, warn: keep, error: keep, fatal: keep };
  class Own {}
  const module = await Test.createTestingModule({
    imports: [ReactorModule.forRoot({ models: [Echo], signaling }), { module: Own, controllers: [CupsController] }],
  })
    .setLogger(logger)
    .overrideProvider(MediaEngine)
    .useValue(new LoopbackEngine())
    .overrideProvider(ModelHostFactory)
    .useClass(InlineModelHostFactory)
    .compile();
  app = module.createNestApplication<NestExpressApplication>({ logger, forceCloseConnections: true });
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return lines;
}

/** What @nestjs/swagger reads on a controller, by its class. */
function excluded(): Map<string, unknown> {
  const controllers = [...app!.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return new Map(
    controllers.map(({ metatype }) => [
      metatype!.name,
      (Reflect.getMetadata('swagger/apiExcludeController', metatype!) as unknown[] | undefined)?.[0],
    ]),
  );
}

describe('the Swagger document of an application', () => {
  it('has its own routes alone', async () => {
    await start();
    const { CupsController: own, ...reactor } = Object.fromEntries(excluded());
    expect(own).toBeUndefined();
    expect(Object.keys(reactor).length).toBeGreaterThan(5);
    expect(new Set(Object.values(reactor))).toEqual(new Set([true]));
  });

  it('has the reactor’s too where the options want it', async () => {
    await start({ listRoutes: true });
    expect(new Set(excluded().values())).toEqual(new Set([false, undefined]));
  });
});

describe('the log at the start', () => {
  it('says in one line where the page and the routes are', async () => {
    const lines = await start();
    const url = await app!.getUrl();
    const where = () => lines.filter(([context, line]) => context === 'Reactor' && line.includes(url));
    await until('where it is', () => where().length > 0);
    expect(where()).toEqual([['Reactor', `the page is at ${url}/; the reactor's routes are below ${url}/`]]);
  });

  it('names the place below the application’s prefix', async () => {
    const lines = await start({ path: 'stream', playground: { path: 'play' } }, (own) => own.setGlobalPrefix('api'));
    const url = await app!.getUrl();
    const where = `the page is at ${url}/api/stream/play/; the reactor's routes are below ${url}/api/stream/`;
    await until('where it is', () => lines.some(([, line]) => line === where));
  });

  it('is written by Nest’s logger as it was', async () => {
    const method = () => Object.getOwnPropertyDescriptor(Logger.prototype, 'log')?.value as unknown;
    const before = method();
    await start();
    expect(method()).toBe(before);
  });
});
