import { routeNameOf } from '../../routes/index.js';
import type { PlacedRoute } from './reactor-paths.js';

/** One entry of Express' router, as far as it is read here. */
export interface RouterLayer {
  readonly route?: {
    readonly path: unknown;
    readonly methods: Readonly<Record<string, boolean | undefined>>;
    readonly stack: readonly { readonly handle: object }[];
  };
  match(path: string): boolean;
}

/** A route of the application that overlaps some of the framework's. */
export interface RouteClash {
  /** `GET /:page` */
  readonly theirs: string;
  /** `GET /health` */
  readonly ours: readonly string[];
  /** Which is registered first, and answers. */
  readonly winner: 'theirs' | 'ours';
}

/** A parameter that no route has for a fixed part of its path. */
const ANY = '~';

/** Where both have a route for the same request; the one that was registered first answers it. */
export function findRouteClashes(layers: readonly RouterLayer[], routes: readonly PlacedRoute[]): RouteClash[] {
  const found = new Map<string, RouteClash & { ours: string[] }>();
  for (const { fullPath, method } of routes) {
    const taking = layersTaking(layers, method, fullPath);
    const own = taking.findIndex(isOurs);
    if (own === -1) continue;
    for (const [index, { route }] of taking.entries()) {
      const winner = index < own ? 'theirs' : 'ours';
      // The more general route is meant to be last.
      if (index === own || (winner === 'ours' && shapeOf(route?.path) !== shapeOf(fullPath))) continue;
      const theirs = `${method} ${String(route?.path)}`;
      const clash = found.get(winner + theirs) ?? { theirs, ours: [], winner };
      found.set(winner + theirs, clash);
      clash.ours.push(`${method} ${fullPath}`);
    }
  }
  return [...found.values()];
}

/** The routes that match a request, in order. */
export function layersTaking(layers: readonly RouterLayer[], method: string, path: string): RouterLayer[] {
  const sample = path.replaceAll(/:\w+/g, ANY);
  return layers.filter((layer) => {
    const { methods } = layer.route ?? {};
    return (methods?.[method.toLowerCase()] ?? methods?.['_all']) === true && layer.match(sample);
  });
}

function isOurs({ route }: RouterLayer): boolean {
  return route?.stack.some(({ handle }) => routeNameOf(handle) !== undefined) === true;
}

function shapeOf(path: unknown): string {
  return String(path).replaceAll(/:\w+/g, ANY);
}
