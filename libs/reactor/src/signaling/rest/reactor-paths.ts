import type { Request } from 'express';
import { REACTOR_ROUTES, type ReactorRouteEntry, type RouteOption } from '../../routes/index.js';
import { joinPath } from './join-path.js';

/** Location of the contract's paths in an application. */
export interface SurfacePlace {
  /** Global prefix of the application's routes: `api`. */
  readonly globalPrefix: string;
  /** Path of the framework's routes below the prefix: `stream`. */
  readonly path: string;
  /** Options of the module that have routes of their own, and are given; undefined: none. */
  readonly options?: ReadonlySet<RouteOption>;
  /** Does the application exclude this route from its prefix? */
  excludes(method: string, path: string): boolean;
}

/** One route within an application. */
export interface PlacedRoute extends ReactorRouteEntry {
  /** As the router knows it: `/api/models/:model/session`. */
  readonly fullPath: string;
}

/** Parts of a path, as the router decodes them. */
export interface RouteParams {
  /** Absent for the default model. */
  readonly model?: string;
  readonly sid?: string;
  readonly cid?: string;
}

/** A client's path mapped to the contract. */
export interface FoundPath {
  /** One for each method. None for an unknown path under a session's transport: it still belongs to the framework. */
  readonly routes: readonly PlacedRoute[];
  /** The part before the contract's own path, without a slash at the end: `/api/stream`. */
  readonly base: string;
  /** The path's parts by the names that the route gives them, decoded: `model`, `sid`, `cid`. */
  readonly params: RouteParams;
  /** The contract's own part: `/session`. */
  readonly path: string;
}

/**
 * The contract's paths in one application; all other paths belong to the application, with its own errors and headers.
 */
export class ReactorPaths {
  readonly routes: readonly PlacedRoute[];
  /** Where the surface begins: the global prefix and the path below it, `/api/stream`, or nothing. */
  readonly base: string;
  private readonly basePattern: RegExp;
  private readonly baseParts: RegExp;
  private readonly patterns: readonly { readonly routes: readonly PlacedRoute[]; readonly pattern: RegExp }[];

  constructor(place: SurfacePlace = { globalPrefix: '', path: '', excludes: () => false }) {
    const own = joinPath(place.path);
    this.base = joinPath(place.globalPrefix, place.path);
    this.basePattern = patternOf(this.base, '', '(?:/.*)?$');
    this.baseParts = new RegExp(`^${literal(this.base).replaceAll(PARAMETER, '([^/]+)')}(?:/|$)`, 'i');
    const patterns: { routes: PlacedRoute[]; pattern: RegExp }[] = [];
    for (const base of new Set([this.base, own])) {
      const isHere = (method: string, path: string): boolean =>
        this.base === own || place.excludes(method, path) === (base === own);
      for (const form of FORMS) {
        for (const [path, routes] of byPath(form)) {
          const placed = routes
            .filter(({ option }) => option === undefined || place.options?.has(option) === true)
            .filter(({ method }) => isHere(method, joinPath(own, form, path)))
            .map((route) => ({ ...route, fullPath: joinPath(base, form, path) }));
          if (placed.length > 0) patterns.push({ routes: placed, pattern: patternOf(base, form, `/${path}/?$`) });
        }
      }
    }
    this.routes = patterns.flatMap(({ routes }) => routes);
    for (const form of FORMS) patterns.push({ routes: [], pattern: patternOf(this.base, form, TRANSPORT) });
    this.patterns = patterns;
  }

  /** A path at the surface's base or below it, in two; undefined for one outside it. */
  below(path: string): Pick<FoundPath, 'base' | 'path'> | undefined {
    const { base = '', own } = this.basePattern.exec(path)?.groups ?? {};
    return own === undefined ? undefined : { base, path: own };
  }

  /** The parameters of the surface's base, by name and decoded: `{ ticket: 'sesame' }`. */
  paramsOf(path: string): Readonly<Record<string, string>> {
    const values = this.baseParts.exec(path)?.slice(1);
    if (values === undefined) return {};
    const names = [...this.base.matchAll(PARAMETER)].map(([name]) => name.slice(1));
    return Object.fromEntries(names.map((name, i) => [name, decoded(values[i] ?? '')]));
  }

  /** The route that the router matched, by its own name for it. */
  placed(fullPath: string, method: string): PlacedRoute | undefined {
    return this.routes.find((route) => route.fullPath === fullPath && takes(route, method));
  }

  /** @returns undefined for a path outside the framework */
  find(path: string): FoundPath | undefined {
    for (const { routes, pattern } of this.patterns) {
      const { base = '', own = '', ...parts } = pattern.exec(path)?.groups ?? {};
      if (own === '') continue;
      const given = Object.entries(parts).filter(([, value]) => value !== undefined);
      const params: RouteParams = Object.fromEntries(given.map(([name, value]) => [name, decoded(value)]));
      return { routes, base, params, path: own };
    }
    return undefined;
  }
}

const FORMS = ['', 'models/:model'] as const;

/** The routes of each path, in one form. */
function byPath(form: (typeof FORMS)[number]): Map<string, ReactorRouteEntry[]> {
  const paths = new Map<string, ReactorRouteEntry[]>();
  for (const route of Object.values(REACTOR_ROUTES)) {
    if (route.shared === true && form !== '') continue;
    paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  }
  return paths;
}

/** Every path under a session's transport belongs to the framework, known or not. */
const TRANSPORT = '/sessions/:sid/transport(?:/.*)?$';

/** The router is case-insensitive. */
function patternOf(base: string, form: string, rest: string): RegExp {
  const start = literal(base).replaceAll(PARAMETER, '[^/]+');
  const named = (path: string): string => path.replaceAll(PARAMETER, (name) => `(?<${name.slice(1)}>[^/]+)`);
  return new RegExp(`^(?<base>${start})${named(joinPath(form))}(?<own>${named(rest)})`, 'i');
}

const PARAMETER = /:\w+/g;

function literal(path: string): string {
  return path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** As the router does; paths that it rejects are rejected before it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** HEAD is accepted where GET is. */
export function takes(route: Pick<ReactorRouteEntry, 'method'>, method: string): boolean {
  return route.method === method || (route.method === 'GET' && method === 'HEAD');
}

/** The path as the router reads it, including the mount path of the application. */
export function pathOf(request: Pick<Request, 'baseUrl' | 'path'>): string {
  return request.baseUrl + request.path;
}
