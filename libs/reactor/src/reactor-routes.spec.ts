import type { Type } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { ReactorModule } from './reactor.module.js';
import { REACTOR_ROUTES, type ReactorRouteEntry, routeNameOf } from './routes/index.js';
import { describeHttp } from './signaling/index.js';

const ROUTES: [string, ReactorRouteEntry][] = Object.entries(REACTOR_ROUTES);
const served = ROUTES.filter(([, { reserved }]) => reserved !== true);

/** The route that each method of each controller of the module handles. */
function handledRoutes(): string[] {
  const { controllers = [] } = ReactorModule.forRoot({ models: [] });
  return (controllers as Type<object>[]).flatMap(({ prototype }) =>
    Object.values(Object.getOwnPropertyDescriptors(prototype))
      .map(({ value }) => (typeof value === 'function' ? routeNameOf(value as object) : undefined))
      .filter((name) => name !== undefined),
  );
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly servers?: unknown;
}

const { paths } = describeHttp() as { paths: Record<string, Record<string, Operation>> };

function operationOf({ method, path }: ReactorRouteEntry): Operation | undefined {
  return paths[`/${path.replaceAll(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()];
}

describe('the table of routes', () => {
  it('has one handler for each route that is served', () => {
    expect(handledRoutes().sort()).toEqual(served.map(([name]) => name).sort());
  });

  it('has no method of a path twice', () => {
    const methods = ROUTES.map(([, { method, path }]) => `${method} ${path}`);
    expect(methods).toEqual([...new Set(methods)]);
  });

  it.each(served)('describes %s with the status that it replies with, and where it is', (_name, route) => {
    const operation = operationOf(route);
    expect(Object.keys(operation?.responses ?? {})).toContain(String(route.status ?? 200));
    expect(operation?.servers !== undefined).toBe(route.shared === true);
  });
});

describe('the HTTP document', () => {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));

  it('names no operation twice', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('describes every route that is served, and no other', () => {
    expect(operations).toHaveLength(served.length);
  });
});
