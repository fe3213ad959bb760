import type { Request } from 'express';
import type { AuthorizedAction } from '../access/authorization.js';
import { joinPath } from './join-path.js';

/** One path of the contract. */
export interface ReactorRoute {
  /** Without its first slash; a segment that begins with a colon is a parameter. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST' | 'PUT')[];
  /** Action passed to `signaling.authorize`. */
  readonly action: AuthorizedAction;
  /**
   * Bytes that a JSON body may have here, where that is less than `signaling.maxBodyBytes`. An offer and candidates may
   * have those; other bodies are short.
   */
  readonly maxBodyBytes?: number;
  /** It belongs to no model: it is only at the surface's base. */
  readonly shared?: boolean;
  /** The body is a file's bytes, whatever its content type. */
  readonly raw?: boolean;
}

const WEBRTC = 'sessions/:sid/transport/webrtc';

const SMALL = 16_384;

/** Every path of the contract, at the surface's base and, but for shared ones, under `models/:model` there. */
export const REACTOR_ROUTES: readonly ReactorRoute[] = [
  { path: 'start_session', methods: ['POST'], action: 'start_session', maxBodyBytes: 65_536 },
  { path: 'stop_session', methods: ['POST'], action: 'stop_session', maxBodyBytes: SMALL },
  { path: 'session', methods: ['GET'], action: 'session', maxBodyBytes: SMALL },
  { path: 'schema', methods: ['GET'], action: 'schema', maxBodyBytes: SMALL },
  { path: 'health', methods: ['GET'], action: 'health', maxBodyBytes: SMALL },
  { path: 'list_models', methods: ['GET'], action: 'schema', shared: true, maxBodyBytes: SMALL },
  { path: 'metrics', methods: ['GET'], action: 'metrics', maxBodyBytes: SMALL },
  { path: 'events', methods: ['GET'], action: 'events', maxBodyBytes: SMALL },
  { path: 'ice_servers', methods: ['GET'], action: 'ice_servers', maxBodyBytes: SMALL },
  { path: 'sdp_params', methods: ['POST'], action: 'join' },
  { path: `${WEBRTC}/ice_servers`, methods: ['GET'], action: 'ice_servers', maxBodyBytes: SMALL },
  { path: `${WEBRTC}/sdp_params`, methods: ['GET', 'POST', 'PUT'], action: 'join' },
  { path: `${WEBRTC}/ice_candidates`, methods: ['POST'], action: 'join' },
  { path: `${WEBRTC}/connections`, methods: ['POST'], action: 'join', maxBodyBytes: SMALL },
  { path: `${WEBRTC}/connections/:cid/sdp_params`, methods: ['GET', 'POST', 'PUT'], action: 'join' },
  { path: `${WEBRTC}/connections/:cid/ice_candidates`, methods: ['POST'], action: 'join' },
  { path: 'sessions/:sid/uploads', methods: ['POST'], action: 'upload', maxBodyBytes: SMALL },
  { path: 'uploads/:id', methods: ['PUT'], action: 'upload', raw: true },
  { path: 'clips', methods: ['GET'], action: 'clips', maxBodyBytes: SMALL },
  { path: 'clips/chunks/:sid/:file', methods: ['GET'], action: 'clips', maxBodyBytes: SMALL },
];

/** Location of the contract's paths in an application. */
export interface SurfacePlace {
  /** Global prefix of the application's routes: `api`. */
  readonly globalPrefix: string;
  /** Path of the framework's routes below the prefix: `stream`. */
  readonly path: string;
  /** Does the application exclude this route from its prefix? */
  excludes(method: string, path: string): boolean;
}

/** One path of the contract within an application. */
export interface PlacedRoute extends ReactorRoute {
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
  /** Undefined for an unknown path under a session's transport: it still belongs to the framework. */
  readonly route?: PlacedRoute;
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
  private readonly patterns: readonly { readonly route?: PlacedRoute; readonly pattern: RegExp }[];

  constructor(place: SurfacePlace = { globalPrefix: '', path: '', excludes: () => false }) {
    const own = joinPath(place.path);
    this.base = joinPath(place.globalPrefix, place.path);
    this.basePattern = patternOf(this.base, '', '(?:/.*)?$');
    this.baseParts = new RegExp(`^${literal(this.base).replaceAll(PARAMETER, '([^/]+)')}(?:/|$)`, 'i');
    const patterns: { route?: PlacedRoute; pattern: RegExp }[] = [];
    for (const base of new Set([this.base, own])) {
      for (const form of FORMS) {
        for (const route of REACTOR_ROUTES) {
          if (route.shared === true && form !== '') continue;
          const excluded = (method: string): boolean => place.excludes(method, joinPath(own, form, route.path));
          const methods = route.methods.filter((method) => this.base === own || excluded(method) === (base === own));
          if (methods.length === 0) continue;
          const placed = { ...route, methods, fullPath: joinPath(base, form, route.path) };
          patterns.push({ route: placed, pattern: patternOf(base, form, `/${route.path}/?$`) });
        }
      }
    }
    this.routes = patterns.map(({ route }) => route!);
    for (const form of FORMS) patterns.push({ pattern: patternOf(this.base, form, TRANSPORT) });
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
    for (const { route, pattern } of this.patterns) {
      const { base = '', own = '', ...parts } = pattern.exec(path)?.groups ?? {};
      if (own === '') continue;
      const given = Object.entries(parts).filter(([, value]) => value !== undefined);
      const params: RouteParams = Object.fromEntries(given.map(([name, value]) => [name, decoded(value)]));
      return { ...(route === undefined ? {} : { route }), base, params, path: own };
    }
    return undefined;
  }
}

const FORMS: readonly string[] = ['', 'models/:model'];

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
export function takes({ methods }: Pick<ReactorRoute, 'methods'>, method: string): boolean {
  return methods.some((taken) => taken === method || (taken === 'GET' && method === 'HEAD'));
}

/** The path as the router reads it, including the mount path of the application. */
export function pathOf(request: Pick<Request, 'baseUrl' | 'path'>): string {
  return request.baseUrl + request.path;
}
