import { MAX_SIGNALING_BYTES } from '@nestjs-reactor/protocol/limits';
import { ReactorError } from '../errors/index.js';
import { checkLeast, checkLeastWhole, withDefaults } from '../options.js';
import type { Authorize } from './access/authorization.js';
import { hostName, normalOrigin } from './access/origin-name.js';
import { parseUrl } from './access/parse-url.js';
import type { StartStorage } from './access/start-storage.js';

/** The edges: HTTP, the signalling socket, the page. */
export interface SignalingOptions {
  /**
   * Origins whose pages may use this server, as browsers name them (`https://app.example`); `*` allows all. Pages of
   * the server's own host are always allowed. Others are refused with `forbidden`, sockets with the close code 4403.
   * @defaultValue ['*']
   */
  allowedOrigins: readonly string[];
  /**
   * Names accepted in `Host`; others are refused with `forbidden`. `auto` stands for IP addresses, `localhost`, the
   * machine's own name and the hosts of `allowedOrigins`, and for every name where all origins are allowed; `*` for
   * every name. Without it a page of any name that resolves to this server (DNS rebinding) would count as one of its
   * own.
   * @defaultValue ['auto']
   */
  allowedHosts: readonly string[];
  /**
   * Let pages of `allowedOrigins`, which must be listed then, send cookies and other credentials.
   * @defaultValue false
   */
  allowCredentials: boolean;
  /**
   * Let pages of public addresses that `allowedOrigins` names reach a server at a private one, where browsers ask for it in
   * a preflight (Private Network Access).
   * @defaultValue false
   */
  allowPrivateNetwork: boolean;
  /**
   * Called for each HTTP request, each signalling socket and each of its joins, to allow or deny it and to say what the client
   * may do on its connection. Not called for
   * preflights, the page and the documents, which are the same for everybody.
   * @defaultValue everything is allowed
   */
  authorize?: Authorize;
  /**
   * Bytes of a body; a larger one is refused with `message_too_large`. It applies to an offer and to candidates; the
   * body of `POST /start_session`, and an ICE fragment, may have 65536, and every other one 16384.
   * @defaultValue 1048576
   */
  maxBodyBytes: number;
  /**
   * How long a body may take to arrive; then it is refused with `request_timeout`. Milliseconds.
   * @defaultValue 10000
   */
  bodyTimeoutMs: number;
  /**
   * Requests in a minute that are served to one address, also as a burst; beyond, `rate_limited`, before any other
   * work. Zero or less disables the limit.
   * @defaultValue 6000
   */
  requestsPerMinute: number;
  /**
   * Characters of the reason for stopping a session; a longer one is refused with `bad_message`.
   * @defaultValue 64
   */
  maxReasonLength: number;
  /**
   * ICE candidates in one request; more are refused with `bad_message`.
   * @defaultValue 256
   */
  maxCandidates: number;
  /**
   * Times in a minute that one address may request a session start, over HTTP or by joining over a socket; beyond,
   * `rate_limited`. Zero or less disables the limit.
   * @defaultValue 120
   */
  sessionStartsPerMinute: number;
  /**
   * Times in a minute that one address may join a session: over a socket, by requesting a connection id, or by an offer
   * of the oldest clients; beyond, `rate_limited`. Zero or less disables the limit.
   * @defaultValue 300
   */
  joinsPerMinute: number;
  /**
   * Offers in a minute of one client over all its connections, also as a burst; beyond, `rate_limited`. A client is the
   * principal that {@link authorize} names, or else an address. Zero or less disables the limit; the one of a single
   * connection is `session.offersPerSecond`.
   * @defaultValue 600
   */
  offersPerMinute: number;
  /**
   * Addresses, and principals, that are counted this way; beyond, the one idle for longest is reset. Some 200 bytes each.
   * @defaultValue 10000
   */
  maxCountedAddresses: number;
  /**
   * Where session starts are counted: a storage of `@nestjs/throttler`, for processes that count together.
   * @defaultValue in the process
   */
  startStorage?: StartStorage;
  /**
   * Signalling sockets of one address at once; the next one receives `socket_limit` and is closed with code 4429.
   * @defaultValue 128
   */
  maxSocketsPerAddress: number;
  /**
   * Bytes of one message on a socket; a larger one is refused with `message_too_large`, and one of more than twice as
   * many, which is not read, closes its socket with code 1009. At least 16384, or browsers' offers would not fit.
   * @defaultValue 262144
   */
  maxMessageBytes: number;
  /**
   * Messages of one socket that may be queued; then nothing more is read from it until half of them are done.
   * @defaultValue 256
   */
  maxQueuedMessages: number;
  /**
   * Messages of one socket that are handled in a second, on average, and twice as many at once; all sockets of one
   * address together may have four times as many. One that sends more is read more slowly, and closed with code 1008
   * after ten seconds of it. Zero or less disables the limit.
   * @defaultValue 400
   */
  messagesPerSecond: number;
  /**
   * Bytes that may be queued to be sent on one socket; one that reads too slowly is closed with code 1013.
   * @defaultValue 8388608
   */
  maxBufferedBytes: number;
  /**
   * How often a socket is pinged; one that has not answered by the next time is closed. Milliseconds.
   * @defaultValue 30000
   */
  heartbeatMs: number;
  /**
   * Path of the routes, the page and the socket, below the application's global prefix: `/stream`. Clients have it in
   * their `apiUrl`. A segment that begins with a colon matches any: `/stream/:ticket`.
   * @defaultValue ''
   */
  path: string;
  /**
   * The application's root as clients reach it, where that differs from its proxies' `X-Forwarded-*`:
   * `https://app.example/sub`. Upload addresses begin with it, and pages of its origin may use the server.
   * @defaultValue the address of each request
   */
  publicUrl?: string;
  /**
   * What a WHEP player gets: `join`, the running session, or `start`, also a new one where none runs; `false`: its routes
   * answer `not_found`.
   * @defaultValue 'start'
   */
  whep: 'start' | 'join' | false;
  /**
   * The same for a WHIP publisher.
   * @defaultValue 'start'
   */
  whip: 'start' | 'join' | false;
  /**
   * List the reactor's routes with the application's own in a document of `@nestjs/swagger`. Their own document is
   * {@link docs}.
   * @defaultValue false
   */
  listRoutes: boolean;
  /**
   * The page with the live picture and controls: served at `/`, elsewhere, or not at all; below `path`. A route of the
   * application at the same path has precedence.
   * @defaultValue true
   */
  playground: boolean | { readonly path: string };
  /**
   * The page of the HTTP surface's OpenAPI document: served at `/docs`, elsewhere, or not at all; below `path`.
   * @defaultValue false
   */
  docs: boolean | { readonly path: string };
}

/** What holds of {@link SignalingOptions} where an application gives nothing. */
export const DEFAULT_SIGNALING_OPTIONS: Readonly<SignalingOptions> = {
  allowedOrigins: ['*'],
  allowedHosts: ['auto'],
  allowCredentials: false,
  allowPrivateNetwork: false,
  maxBodyBytes: 1_048_576,
  bodyTimeoutMs: 10_000,
  requestsPerMinute: 6_000,
  maxReasonLength: 64,
  maxCandidates: 256,
  sessionStartsPerMinute: 120,
  joinsPerMinute: 300,
  offersPerMinute: 600,
  maxCountedAddresses: 10_000,
  maxSocketsPerAddress: 128,
  maxMessageBytes: MAX_SIGNALING_BYTES,
  maxQueuedMessages: 256,
  messagesPerSecond: 400,
  maxBufferedBytes: 8_388_608,
  heartbeatMs: 30_000,
  path: '',
  whep: 'start',
  whip: 'start',
  listRoutes: false,
  playground: true,
  docs: false,
};

/** Injection token of the merged options. */
export const SIGNALING_OPTIONS = Symbol('SIGNALING_OPTIONS');

/** Fills in the defaults. Throws `bad_configuration` for an invalid limit, path or storage. */
export function mergeSignalingOptions(options: Partial<SignalingOptions> = {}): SignalingOptions {
  const merged = withDefaults(DEFAULT_SIGNALING_OPTIONS, options);
  checkLeast('signaling', merged, {
    maxBodyBytes: 1_024,
    bodyTimeoutMs: 1,
    maxReasonLength: 0,
    maxSocketsPerAddress: 1,
    maxQueuedMessages: 1,
    maxBufferedBytes: 1_024,
    heartbeatMs: 100,
  });
  checkLeastWhole('signaling', merged, { maxCandidates: 1, maxCountedAddresses: 1, maxMessageBytes: 16_384 });
  if (merged.startStorage !== undefined && typeof merged.startStorage.increment !== 'function') {
    throw new ReactorError(
      'bad_configuration',
      'signaling.startStorage has no increment() method; pass a storage of @nestjs/throttler, such as new ThrottlerStorageService()',
    );
  }
  if (typeof merged.path !== 'string' || !/^[\w/.~:-]*$/.test(merged.path)) {
    throw new ReactorError(
      'bad_configuration',
      `signaling.path must be a plain path such as '/stream' (got ${JSON.stringify(merged.path)}); correct it or leave it out`,
    );
  }
  if (merged.publicUrl !== undefined && !isPlainUrl(merged.publicUrl)) {
    throw new ReactorError(
      'bad_configuration',
      `signaling.publicUrl must be an http or https URL without a query, such as 'https://app.example/sub' (got ` +
        `${JSON.stringify(merged.publicUrl)}); correct it or leave it out`,
    );
  }
  checkOrigins(merged);
  checkSessionsOf('whep', merged.whep);
  checkSessionsOf('whip', merged.whip);
  if (merged.authorize !== undefined && typeof merged.authorize !== 'function') {
    throw new ReactorError(
      'bad_configuration',
      'signaling.authorize must be a function that decides whether a request is allowed; correct it or leave it out',
    );
  }
  return merged;
}

function checkSessionsOf(option: 'whep' | 'whip', value: unknown): void {
  if (value === 'start' || value === 'join' || value === false) return;
  throw new ReactorError(
    'bad_configuration',
    `signaling.${option} must be 'start', 'join' or false (got ${JSON.stringify(value)}); correct it or leave it out`,
  );
}

function isPlainUrl(text: unknown): boolean {
  const url = typeof text === 'string' ? parseUrl(text) : undefined;
  if (url === undefined) return false;
  const { protocol, search, hash, username } = url;
  return ['http:', 'https:'].includes(protocol) && search + hash + username === '';
}

/** The origin of a page opened from a file, and the wildcard. */
const ORIGIN_WORDS: readonly string[] = ['*', 'null'];

function checkOrigins({ allowedOrigins, allowedHosts, allowCredentials }: SignalingOptions): void {
  const origin = allowedOrigins.find((one) => !ORIGIN_WORDS.includes(one) && normalOrigin(one) === undefined);
  if (origin !== undefined) {
    throw new ReactorError(
      'bad_configuration',
      `signaling.allowedOrigins has ${JSON.stringify(origin)}, which is not an origin; write only scheme, host and port, such as 'https://app.example:8443'`,
    );
  }
  const host = allowedHosts.find((one) => !['*', 'auto'].includes(one) && hostName(one) === undefined);
  if (host !== undefined) {
    throw new ReactorError(
      'bad_configuration',
      `signaling.allowedHosts has ${JSON.stringify(host)}, which is not a host name; write only the name, such as 'app.example'`,
    );
  }
  if (allowCredentials && allowedOrigins.includes('*')) {
    throw new ReactorError(
      'bad_configuration',
      'signaling.allowCredentials would let every page act for its visitor; list the pages that may in signaling.allowedOrigins',
    );
  }
}
