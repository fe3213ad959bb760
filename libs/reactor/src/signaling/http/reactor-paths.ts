import type { Request } from 'express';

/** One path of the contract. */
export interface ReactorRoute {
  /** Without its first slash; a part that begins with a colon stands for any. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST' | 'PUT')[];
  /** The body is a file's bytes, whatever its type says. */
  readonly raw?: boolean;
}

const WEBRTC = 'sessions/:sid/transport/webrtc';

/** Every path of the contract, at the root and under `models/:model`. */
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

const PREFIX = String.raw`^(?:/models/[^/]+)?/`;
const COMPILED = REACTOR_ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`${PREFIX}${route.path.replaceAll(/:\w+/g, '[^/]+')}/?$`),
}));

/** What lies under a session's transport is the framework's, known or not. */
const TRANSPORT = new RegExp(`${PREFIX}sessions/[^/]+/transport(?:/|$)`);

/** The path as the client wrote it: middleware that is mounted on a path sees `request.path` without that part. */
export function pathOf(request: Pick<Request, 'originalUrl'>): string {
  return request.originalUrl.split('?', 1)[0]!;
}

/** Is this path the framework's? Others belong to the application, whose errors and headers are its own. */
export function isReactorPath(path: string): boolean {
  return routeOf(path) !== undefined || TRANSPORT.test(path);
}

/** @returns undefined for a path that the contract does not have */
export function routeOf(path: string): ReactorRoute | undefined {
  return COMPILED.find(({ pattern }) => pattern.test(path))?.route;
}
