import { checkJson } from '../json.js';
import { MAX_SDP_LENGTH } from '../limits.js';
import { anyObject, bool, integer, list, literal, object, optional, text } from '../shape.js';
import { type Role, ROLES } from '../signaling/role.js';

/** What a token is to be allowed; absent: whatever its API key is. */
export interface TokenRequest {
  /** Seconds from now; longer than the server allows is shortened to that. */
  readonly expires_after?: number;
  /** Who gets it: an id of the application. Tokens of one subject operate the same sessions. */
  readonly subject?: string;
  readonly roles?: readonly Role[];
  readonly models?: readonly string[];
  /** Sessions that it may use beside those that it starts, by id. */
  readonly sessions: readonly string[];
  /** Sessions that it may have over its life, those above included; zero: it starts none. */
  readonly max_sessions?: number;
  /** Longest time of each session that it starts. */
  readonly max_session_duration_seconds?: number;
}

/** A session that is asked for by `POST /sessions`. */
export interface CreateSessionBody {
  readonly model: string;
  /** The whole body. */
  readonly params: Record<string, unknown>;
  /** Of clients up to 2.6, which send their offer along. */
  readonly sdp_offer?: string;
  /** Of a client that waited for its turn. */
  readonly ticket?: string;
}

const MAX_NAMES = 64;
const MAX_DETAILS = 16;
const YEAR_S = 31_536_000;
const DAY_S = 86_400;
const MOST_SESSIONS = 1_000_000;

const name = text({ min: 1, max: 128 });
const names = list(name, MAX_NAMES);

/** One of the `authorization_details`, whose form is that of RFC 9396. */
const detail = object(
  {
    type: optional(literal('session')),
    roles: optional(list(literal(...ROLES), ROLES.length)),
    resources: optional(
      object(
        {
          models: optional(object({ match: optional(names), all: optional(bool) }, true)),
          sessions: optional(object({ bind: names }, true)),
        },
        true,
      ),
    ),
    constraints: optional(
      object(
        {
          max_sessions: optional(integer(0, MOST_SESSIONS)),
          max_session_duration_seconds: optional(integer(1, DAY_S)),
        },
        true,
      ),
    ),
  },
  true,
);

const tokenRequest = object(
  {
    expires_after: optional(integer(1, YEAR_S)),
    subject: optional(text({ min: 1, max: 128 })),
    authorization_details: optional(list(detail, MAX_DETAILS)),
  },
  true,
);

const createSession = object({
  model: object({ name }),
  sdp_offer: optional(text({ min: 1, max: MAX_SDP_LENGTH })),
  ticket: optional(text({ min: 1, max: 256 })),
});

const offer = object({ sdp_offer: text({ min: 1, max: MAX_SDP_LENGTH }) });

/**
 * The body is optional. Several details add up: what one of them allows is allowed, the largest number counts. A detail that
 * is bound to sessions and says nothing of others starts none. Unknown keys are refused: a limit that is spelled wrong must
 * not be ignored.
 */
export function parseTokenRequest(body: unknown): TokenRequest {
  if (body === undefined || body === null || body === '') return { sessions: [] };
  const { authorization_details: details = [], ...rest } = tokenRequest(body, '');
  const models = joined(details.map(({ resources }) => resources?.models?.match));
  const roles = joined(details.map((one) => one.roles));
  const most = largest(details.map(mostSessionsOf));
  const seconds = largest(details.map(({ constraints }) => constraints?.max_session_duration_seconds));
  return {
    ...rest,
    sessions: [...new Set(details.flatMap(({ resources }) => resources?.sessions?.bind ?? []))],
    ...(models === undefined ? {} : { models }),
    ...(roles === undefined ? {} : { roles: ROLES.filter((role) => roles.includes(role)) }),
    ...(most === undefined ? {} : { max_sessions: most }),
    ...(seconds === undefined ? {} : { max_session_duration_seconds: seconds }),
  };
}

function mostSessionsOf({ resources, constraints }: ReturnType<typeof detail>): number | undefined {
  const { sessions, models } = resources ?? {};
  return constraints?.max_sessions ?? (sessions !== undefined && models?.match === undefined ? 0 : undefined);
}

/** @returns undefined where one of them is without a limit, or there is none */
function largest(limits: readonly (number | undefined)[]): number | undefined {
  return limits.length === 0 || limits.includes(undefined) ? undefined : Math.max(...limits.map((one) => one ?? 0));
}

/** @returns undefined where one of them is of all, or there is none */
function joined<T>(lists: readonly (readonly T[] | undefined)[]): T[] | undefined {
  if (lists.length === 0 || lists.includes(undefined)) return undefined;
  return [...new Set(lists.flatMap((one) => one ?? []))];
}

/** The body of `POST /sessions`. Throws `WireError`. */
export function parseCreateSession(body: unknown): CreateSessionBody {
  const params = anyObject(body, '');
  checkJson(params);
  const { model, ...rest } = createSession(params, '');
  return { model: model.name, params, ...rest };
}

/** The offer of a client up to 2.6 in a session of the cloud API. */
export function parsePolledOffer(body: unknown): { readonly sdp: string } {
  return { sdp: offer(body, '').sdp_offer };
}
