import type { AuthorizedAction } from '../session/index.js';

/** An option of the module that has routes of its own. */
export type RouteOption = 'cloud';

/** Injection token of the set of those that are given. */
export const ROUTE_OPTIONS = Symbol('ROUTE_OPTIONS');

/** One method of one path of the contract. */
export interface ReactorRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without its first slash; a segment that begins with a colon is a parameter. */
  readonly path: string;
  /** Action passed to `signaling.authorize`; the role that it needs follows from it. */
  readonly action: AuthorizedAction;
  /**
   * Status of a reply, unless the handler sets another.
   * @defaultValue 200
   */
  readonly status?: number;
  /**
   * Bytes that a body may have here, where that is less than `signaling.maxBodyBytes`. An offer and candidates may
   * have those; other bodies are short.
   */
  readonly maxBodyBytes?: number;
  /** It belongs to no model: it is only at the surface's base. */
  readonly shared?: true;
  /** The body is a file's bytes, whatever its content type. */
  readonly raw?: true;
  /**
   * The body is text of this media type; others are refused with `unsupported_media_type`.
   * @defaultValue JSON, of whatever type
   */
  readonly consumes?: 'application/sdp' | 'application/trickle-ice-sdpfrag';
  /** The query may name the model: `model`. */
  readonly takesModel?: true;
  /** It is there where this option of the module is given; elsewhere the path is the application's. */
  readonly option?: RouteOption;
  /** A path of the contract that this server does not serve: always `not_found`. */
  readonly reserved?: true;
}

const WEBRTC = 'sessions/:sid/transport/webrtc';
const SMALL = 16_384;

/** A route of the cloud API. */
const CLOUD = { option: 'cloud', shared: true } as const;

/** An offer of a WHEP or WHIP client, and its candidates. */
const OFFER = { method: 'POST', status: 201, consumes: 'application/sdp' } as const;
const FRAGMENT = {
  method: 'PATCH',
  status: 204,
  consumes: 'application/trickle-ice-sdpfrag',
  maxBodyBytes: 65_536,
} as const;

const ROUTES = {
  startSession: { method: 'POST', path: 'start_session', action: 'start_session', maxBodyBytes: 65_536 },
  stopSession: { method: 'POST', path: 'stop_session', action: 'stop_session', maxBodyBytes: SMALL },
  session: { method: 'GET', path: 'session', action: 'session', maxBodyBytes: SMALL },
  queue: { method: 'GET', path: 'waiting', action: 'queue', maxBodyBytes: SMALL },
  wait: { method: 'POST', path: 'waiting', action: 'wait', maxBodyBytes: SMALL },
  stopWaiting: { method: 'POST', path: 'stop_waiting', action: 'wait', maxBodyBytes: SMALL },
  schema: { method: 'GET', path: 'schema', action: 'schema', maxBodyBytes: SMALL },
  health: { method: 'GET', path: 'health', action: 'health', maxBodyBytes: SMALL },
  models: { method: 'GET', path: 'list_models', action: 'schema', shared: true, maxBodyBytes: SMALL },
  metrics: { method: 'GET', path: 'metrics', action: 'metrics', maxBodyBytes: SMALL },
  capacity: { method: 'GET', path: 'capacity', action: 'metrics', shared: true, maxBodyBytes: SMALL },
  stats: { method: 'GET', path: 'sessions/:sid/stats', action: 'stats', maxBodyBytes: SMALL },
  snapshot: { method: 'GET', path: 'snapshot', action: 'snapshot', maxBodyBytes: SMALL },
  events: { method: 'GET', path: 'events', action: 'events', maxBodyBytes: SMALL },
  flatIceServers: {
    method: 'GET',
    path: 'ice_servers',
    action: 'ice_servers',
    takesModel: true,
    maxBodyBytes: SMALL,
  },
  flatOffer: { method: 'POST', path: 'sdp_params', action: 'join' },
  iceServers: { method: 'GET', path: `${WEBRTC}/ice_servers`, action: 'ice_servers', maxBodyBytes: SMALL },
  connect: { method: 'POST', path: `${WEBRTC}/connections`, action: 'join', status: 201, maxBodyBytes: SMALL },
  offer: { method: 'POST', path: `${WEBRTC}/connections/:cid/sdp_params`, action: 'join', status: 202 },
  offerAgain: { method: 'PUT', path: `${WEBRTC}/connections/:cid/sdp_params`, action: 'join', status: 202 },
  answer: { method: 'GET', path: `${WEBRTC}/connections/:cid/sdp_params`, action: 'join' },
  candidates: { method: 'POST', path: `${WEBRTC}/connections/:cid/ice_candidates`, action: 'join', status: 202 },
  singleOffer: { method: 'POST', path: `${WEBRTC}/sdp_params`, action: 'join', status: 202 },
  singleOfferAgain: { method: 'PUT', path: `${WEBRTC}/sdp_params`, action: 'join', status: 202 },
  singleAnswer: { method: 'GET', path: `${WEBRTC}/sdp_params`, action: 'join' },
  singleCandidates: { method: 'POST', path: `${WEBRTC}/ice_candidates`, action: 'join', status: 202 },
  whep: { ...OFFER, path: 'whep', action: 'join' },
  whepOf: { ...OFFER, path: 'whep/:model', action: 'join', shared: true },
  patchWhep: { ...FRAGMENT, path: 'whep_peers/:peer', action: 'join' },
  endWhep: { method: 'DELETE', path: 'whep_peers/:peer', action: 'join', maxBodyBytes: SMALL },
  whip: { ...OFFER, path: 'whip/:track', action: 'publish' },
  whipOf: { ...OFFER, path: 'whip/:model/:track', action: 'publish', shared: true },
  patchWhip: { ...FRAGMENT, path: 'whip_peers/:peer', action: 'publish' },
  endWhip: { method: 'DELETE', path: 'whip_peers/:peer', action: 'publish', maxBodyBytes: SMALL },
  startRestream: {
    method: 'POST',
    path: 'sessions/:sid/restream',
    action: 'restream',
    status: 202,
    maxBodyBytes: SMALL,
  },
  restream: { method: 'GET', path: 'sessions/:sid/restream', action: 'restream', maxBodyBytes: SMALL },
  stopRestream: { method: 'DELETE', path: 'sessions/:sid/restream', action: 'restream', maxBodyBytes: SMALL },
  announceUpload: {
    method: 'POST',
    path: 'sessions/:sid/uploads',
    action: 'upload',
    status: 201,
    maxBodyBytes: SMALL,
  },
  sendUpload: { method: 'PUT', path: 'uploads/:id', action: 'upload', shared: true, raw: true },
  mintToken: { ...CLOUD, method: 'POST', path: 'tokens', action: 'tokens', maxBodyBytes: SMALL },
  mintPlainToken: { ...CLOUD, method: 'GET', path: 'tokens', action: 'tokens', maxBodyBytes: SMALL },
  createSession: { ...CLOUD, method: 'POST', path: 'sessions', action: 'start_session' },
  sessions: { ...CLOUD, method: 'GET', path: 'sessions', action: 'sessions', maxBodyBytes: SMALL },
  sessionOf: { ...CLOUD, method: 'GET', path: 'sessions/:sid', action: 'session', maxBodyBytes: SMALL },
  sessionInfo: { ...CLOUD, method: 'GET', path: 'sessions/:sid/info', action: 'session', maxBodyBytes: SMALL },
  endSession: { ...CLOUD, method: 'DELETE', path: 'sessions/:sid', action: 'end_session', maxBodyBytes: SMALL },
  polledOffer: { ...CLOUD, method: 'PUT', path: 'sessions/:sid/sdp_params', action: 'join', status: 202 },
  polledAnswer: { ...CLOUD, method: 'GET', path: 'sessions/:sid/sdp_params', action: 'join' },
  usage: { ...CLOUD, method: 'GET', path: 'usage', action: 'usage', maxBodyBytes: SMALL },
  clips: { method: 'GET', path: 'clips', action: 'clips', reserved: true, maxBodyBytes: SMALL },
  clipChunk: {
    method: 'GET',
    path: 'clips/chunks/:sid/:file',
    action: 'clips',
    reserved: true,
    maxBodyBytes: SMALL,
  },
} as const satisfies Readonly<Record<string, ReactorRoute>>;

export type RouteName = keyof typeof ROUTES;

/** Those that have a handler, and an entry in the HTTP document. */
export type ServedRouteName = {
  [Name in RouteName]: (typeof ROUTES)[Name] extends { readonly reserved: true } ? never : Name;
}[RouteName];

/**
 * Every route of the contract, at the surface's base and, but for shared ones, under `models/:model` there. Controllers take
 * their paths, methods and statuses from it, and the HTTP document its operations.
 */
export const REACTOR_ROUTES: Readonly<Record<RouteName, ReactorRoute>> = ROUTES;
