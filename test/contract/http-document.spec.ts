import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, RequestMethod, type Type } from '@nestjs/common';
import { describeHttp, ReactorModule } from '@nestjs-reactor/core';

/** `get /sessions/{sid}/uploads` of every handler of every controller, those under a model's name left out. */
function routesOf({ controllers = [] }: DynamicModule): string[] {
  const routes = controllers.flatMap((controller) => {
    const { prototype } = controller as Type<object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof handler !== 'function' || !Reflect.hasMetadata('method', handler)) return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod].toLowerCase();
      const prefixes = [Reflect.getMetadata('path', controller) as string | string[]].flat();
      const paths = [Reflect.getMetadata('path', handler) as string | string[]].flat();
      return prefixes.flatMap((prefix) => paths.map((path) => `${method} ${braced(`${prefix}/${path}`)}`));
    });
  });
  return routes.filter((route) => !route.includes(' /models/'));
}

function braced(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return `/${parts.map((part) => part.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}

describe('the HTTP document', () => {
  const document = describeHttp() as { paths: Record<string, object> };

  it('has every route that is served, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual([...new Set(routesOf(ReactorModule.forRoot({ models: [] })))].sort());
  });
});
