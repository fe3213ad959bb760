import { MAX_SDP_LENGTH } from '../limits.js';
import { checkJson } from '../json.js';
import { anyObject, bool, integer, list, literal, object, optional, text } from '../shape.js';

/** Which m-section of an offer carries which track, in the client's view. */
export interface TrackMappingEntry {
  readonly mid: string;
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly direction: 'recvonly' | 'sendonly';
}

/** A STUN or TURN server, as clients and the server name it to each other. */
export interface IceServerEntry {
  readonly uris: string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** A client’s offer: its SDP, and which m-section carries which track. */
export interface OfferBody {
  readonly sdp_offer: string;
  readonly track_mapping: TrackMappingEntry[];
  /** If present, even empty, it replaces the server's own for this client. */
  readonly ice_servers?: IceServerEntry[];
}

/** One ICE candidate of a client, and its m-section. */
export interface CandidateEntry {
  /** Empty at the end of one m-section's candidates. */
  readonly candidate: string;
  readonly sdp_mid?: string;
  readonly sdp_mline_index?: number;
}

const MAX_TRACKS = 64;

const ticket = text({ min: 1, max: 64 });
const MAX_ICE_SERVERS = 16;

const sdp = text({ min: 1, max: MAX_SDP_LENGTH });

const trackMapping = list(
  object({
    mid: text({ min: 1, max: 64 }),
    name: text({ min: 1, max: 128 }),
    kind: literal('video', 'audio'),
    direction: literal('recvonly', 'sendonly'),
  }),
  MAX_TRACKS,
);

const iceServers = list(
  object({
    uris: list(text({ min: 1, max: 512 }), 16),
    credentials: optional(object({ username: text({ max: 512 }), password: text({ max: 512 }) })),
  }),
  MAX_ICE_SERVERS,
);

const candidate = object({
  candidate: text({ max: 4096 }),
  sdp_mid: optional(text({ max: 64 })),
  sdp_mline_index: optional(integer(0, 1023)),
});

const offer = object({ sdp_offer: sdp, track_mapping: optional(trackMapping), ice_servers: optional(iceServers) });
const flatOffer = object({ sdp, type: literal('offer') });
// An empty or missing value has its own messages in the contract: those of the upload store.
const upload = object({
  name: text({ max: 1024 }),
  size: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  mime_type: text({ max: 256 }),
  upload_id: optional(text({ max: 1024 })),
});

/** Throws `bad_message` with the field, as all of these do. Unknown keys are dropped. */
export function parseOffer(body: unknown): OfferBody {
  return { track_mapping: [], ...offer(body, '') };
}

/** The one-line offer of clients up to 2.6. */
export function parseFlatOffer(body: unknown): { readonly sdp: string } {
  return flatOffer(body, '');
}

/**
 * A body without a list has no candidates: a client may send it to signal the end of candidates.
 *
 * @param most candidates in one request
 */
export function parseCandidates(body: unknown, most = 256): CandidateEntry[] {
  const candidates = object({ candidates: optional(list(candidate, most)), is_final: optional(bool) });
  return candidates(body, '').candidates ?? [];
}

/** The body is optional; any object is valid that is nested no deeper than a message may be. */
export function parseStartSession(body: unknown): Record<string, unknown> {
  if (body === undefined || body === null || body === '') return {};
  const params = anyObject(body, '');
  checkJson(params);
  return params;
}

/**
 * The body of a stop, which may be absent. Throws `WireError`.
 *
 * @param maxReasonLength characters; the contract's own bound is 64
 */
export function parseStopSession(
  body: unknown,
  maxReasonLength = 64,
): { readonly moderate: boolean; readonly reason: string } {
  const stop = object({ moderate: optional(bool), reason: optional(text({ max: maxReasonLength })) });
  return { moderate: false, reason: '', ...(body === undefined || body === null || body === '' ? {} : stop(body, '')) };
}

/** A request for a place in the waiting room, or for that of an earlier answer; the body is optional. */
export function parseTicket(body: unknown): { readonly ticket?: string } {
  return body === undefined || body === null || body === '' ? {} : object({ ticket: optional(ticket) })(body, '');
}

/** The body of a request for an upload: a name, a size in bytes, a media type. Throws `WireError`. */
export function parseUploadRequest(body: unknown): {
  name: string;
  size: number;
  mime_type: string;
  upload_id?: string;
} {
  return upload(body, '');
}

export {
  candidate as candidateShape,
  iceServers as iceServersShape,
  sdp as sdpShape,
  ticket as ticketShape,
  trackMapping as trackMappingShape,
};
