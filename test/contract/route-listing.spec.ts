import { Controller, Get, Logger, type LoggerService } from '@nestjs/common';
import { ReactorModule } from '@nestjs-reactor/core';
import { Test } from '@nestjs/testing';
import { InlineModelHostFactory, LoopbackEngine, MediaEngine, ModelHostFactory } from '@nestjs-reactor/core/testing';
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

const LISTING = new Set(['RoutesResolver', 'RouterExplorer', 'WebSocketsController']);

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

const OWN_LINES: readonly (readonly [string, string])[] = [
  ['RoutesResolver', 'CupsController {/cups}:'],
  ['RouterExplorer', 'Mapped {/cups, GET} route'],
  ['RouterExplorer', 'Mapped {/cups/session, GET} route'],
];

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

describe('the listings of an application', () => {
  it('have its own routes alone, and one line says where the page is', async () => {
    const lines = await start();
    expect(lines.filter(([context]) => LISTING.has(context))).toEqual(OWN_LINES);
    const url = await app!.getUrl();
    const where = () => lines.filter(([context, line]) => context === 'Reactor' && line.includes(url));
    await until('where it is', () => where().length > 0);
    expect(where()).toEqual([['Reactor', `the page is at ${url}/; the reactor's routes are below ${url}/`]]);
    const { CupsController: own, ...reactor } = Object.fromEntries(excluded());
    expect(own).toBeUndefined();
    expect(Object.keys(reactor).length).toBeGreaterThan(5);
    expect(new Set(Object.values(reactor))).toEqual(new Set([true]));
  });

  it('have the reactor’s too where the options want it', async () => {
    const lines = await start({ listRoutes: true });
    const listed = lines.filter(([context]) => LISTING.has(context)).map(([, line]) => line);
    expect(listed).toContain('Mapped {/models/:model/health, GET} route');
    expect(listed).toContain('SignalingGateway subscribed to the "join" message');
    expect(listed.length).toBeGreaterThan(50);
    expect(new Set(excluded().values())).toEqual(new Set([false, undefined]));
  });

  it('leave out the reactor’s wherever it lies, and name the place', async () => {
    const lines = await start({ path: 'stream', playground: { path: 'play' } }, (own) => own.setGlobalPrefix('api'));
    expect(lines.filter(([context]) => LISTING.has(context)).map(([, line]) => line)).toEqual([
      'CupsController {/api/cups}:',
      'Mapped {/api/cups, GET} route',
      'Mapped {/api/cups/session, GET} route',
    ]);
    const url = await app!.getUrl();
    const where = `the page is at ${url}/api/stream/play/; the reactor's routes are below ${url}/api/stream/`;
    await until('where it is', () => lines.some(([, line]) => line === where));
  });

  it('leave Nest’s logger as it was', async () => {
    const method = () => Object.getOwnPropertyDescriptor(Logger.prototype, 'log')?.value as unknown;
    const before = method();
    await start();
    expect(method()).toBe(before);
  });
});
