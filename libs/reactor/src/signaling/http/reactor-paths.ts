import type { Request } from 'express';
import { joinPath } from './join-path.js';

/** One path of the contract. */
export interface ReactorRoute {
  /** Without its first slash; a part that begins with a colon stands for any. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST' | 'PUT')[];
  /** The body is a file's bytes, whatever its type says. */
  readonly raw?: boolean;
}

const WEBRTC = 'sessions/:sid/transport/webrtc';

/** Every path of the contract, at the surface's base and under `models/:model` there. */
export const REACTOR_ROUTES: readonly ReactorRoute[] = [
  { path: 'start_session', methods: ['POST'] },
  { path: 'stop_session', methods: ['POST'] },
  { path: 'session', methods: ['GET'] },
  { path: 'schema', methods: ['GET'] },
  { path: 'health', methods: ['GET'] },
  { path: 'metrics', methods: ['GET'] },
  { path: 'events', methods: ['GET'] },
  { path: 'ice_servers', methods: ['GET'] },
  { path: 'sdp_params', methods: ['POST'] },
  { path: `${WEBRTC}/ice_servers`, methods: ['GET'] },
  { path: `${WEBRTC}/sdp_params`, methods: ['GET', 'POST', 'PUT'] },
  { path: `${WEBRTC}/ice_candidates`, methods: ['POST'] },
  { path: `${WEBRTC}/connections`, methods: ['POST'] },
  { path: `${WEBRTC}/connections/:cid/sdp_params`, methods: ['GET', 'POST', 'PUT'] },
  { path: `${WEBRTC}/connections/:cid/ice_candidates`, methods: ['POST'] },
  { path: 'sessions/:sid/uploads', methods: ['POST'] },
  { path: 'uploads/:id', methods: ['PUT'], raw: true },
  { path: 'clips', methods: ['GET'] },
  { path: 'clips/chunks/:sid/:file', methods: ['GET'] },
];

/** Where the contract's paths lie in an application. */
export interface SurfacePlace {
  /** That the application's routes lie under: `api`. */
  readonly globalPrefix: string;
  /** That the framework's lie under, below the prefix: `stream`. */
  readonly path: string;
  /** Does the application leave this route out of its prefix? */
  excludes(method: string, path: string): boolean;
}

/** One path of the contract as it lies in an application. */
export interface PlacedRoute extends ReactorRoute {
  /** As the router knows it: `/api/models/:model/session`. */
  readonly fullPath: string;
}

/** What a client's path is in the contract's terms. */
export interface FoundPath {
  /** Undefined under a session's transport where the contract has nothing: that is the framework's all the same. */
  readonly route?: PlacedRoute;
  /** What comes before the contract's own part, without a slash at the end: `/api/stream`. */
  readonly base: string;
  /** As it is written in the path; undefined for the default model. */
  readonly model?: string;
  /** The contract's own part: `/session`. */
  readonly path: string;
}

/** The contract's paths in one application; all else belongs to the application, whose errors and headers are its own. */
export class ReactorPaths {
  readonly routes: readonly PlacedRoute[];
  /** Where the surface begins: the global prefix and the path below it, `/api/stream`, or nothing. */
  readonly base: string;
  private readonly basePattern: RegExp;
  private readonly patterns: readonly { readonly route?: PlacedRoute; readonly pattern: RegExp }[];

  constructor(place: SurfacePlace = { globalPrefix: '', path: '', excludes: () => false }) {
    const own = joinPath(place.path);
    this.base = joinPath(place.globalPrefix, place.path);
    this.basePattern = patternOf(this.base, '', '(?:/.*)?$');
    const patterns: { route?: PlacedRoute; pattern: RegExp }[] = [];
    for (const base of new Set([this.base, own])) {
      for (const form of FORMS) {
        for (const route of REACTOR_ROUTES) {
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

  /** A path at the surface's base or below it, in two; undefined for one that lies elsewhere. */
  below(path: string): Pick<FoundPath, 'base' | 'path'> | undefined {
    const { base = '', own } = this.basePattern.exec(path)?.groups ?? {};
    return own === undefined ? undefined : { base, path: own };
  }

  /** @returns undefined for a path that is not the framework's */
  find(path: string): FoundPath | undefined {
    for (const { route, pattern } of this.patterns) {
      const { base = '', model, own = '' } = pattern.exec(path)?.groups ?? {};
      if (own === '') continue;
      return {
        ...(route === undefined ? {} : { route }),
        base,
        ...(model === undefined ? {} : { model }),
        path: own,
      };
    }
    return undefined;
  }
}

const FORMS: readonly string[] = ['', 'models/:model'];

/** What lies under a session's transport is the framework's, known or not. */
const TRANSPORT = '/sessions/:sid/transport(?:/.*)?$';

/** The router does not look at upper and lower case. */
function patternOf(base: string, form: string, rest: string): RegExp {
  const literal = base.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const source = `^(?<base>${literal})${joinPath(form).replace(':model', '(?<model>[^/]+)')}(?<own>${rest})`;
  return new RegExp(source.replaceAll(/:\w+/g, '[^/]+'), 'i');
}

/** The path as the router reads it, with what the part of the application that is asked is mounted on. */
export function pathOf(request: Pick<Request, 'baseUrl' | 'path'>): string {
  return request.baseUrl + request.path;
}
