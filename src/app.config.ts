import { isIP } from 'node:net';
import type { ReactorModuleOptions, Role } from '@nestjs-reactor/core';

/** One environment variable: how it is read, and what it is when absent. */
interface Setting<T> {
  readonly read: (text: string) => T;
  readonly fallback: T;
  /** Its value must not be repeated anywhere. */
  readonly secret?: boolean;
}

/** Thrown by a reader; the message says what the text should have been. */
class BadSetting extends Error {}

function number(range: { min: number; max: number; integer?: boolean }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const fits = text.trim() !== '' && Number.isFinite(value) && value >= range.min && value <= range.max;
    if (!fits || (range.integer && !Number.isInteger(value))) {
      throw new BadSetting(`must be ${range.integer ? 'an integer' : 'a number'} from ${range.min} to ${range.max}`);
    }
    return value;
  };
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function oneOf<T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw new BadSetting(`must be one of ${choices.join(', ')}`);
    return found;
  };
}

function listOf<T extends string>(...choices: readonly T[]): (text: string) => T[] {
  const one = oneOf(...choices);
  return (text) => list(text).map(one);
}

const ROLES = ['view', 'control', 'publish', 'operate'] as const satisfies readonly Role[];

/** `off`: none. */
function roles(text: string): Role[] {
  return text.toLowerCase() === 'off' ? [] : listOf(...ROLES)(text);
}

function listOfNumbers(text: string): number[] {
  return list(text).map(number({ min: 0, max: 1023, integer: true }));
}

interface IceServer {
  readonly uris: string[];
  readonly credentials?: { readonly username: string; readonly password: string };
}

function stunServers(text: string): IceServer[] {
  return list(text).map((uri) => {
    if (!/^stuns?:.+/.test(uri)) throw new BadSetting(`entry '${uri}' must be a stun: address`);
    return { uris: [uri] };
  });
}

function turnUrls(text: string): string[] {
  return list(text).map((url) => {
    if (!/^turns?:.+/.test(url)) throw new BadSetting(`entry '${url}' must be a turn: or turns: address`);
    return url;
  });
}

function turnServers(text: string): IceServer[] {
  return list(text).map((entry) => {
    const [username, password, ...rest] = entry.split(';');
    const uri = rest.join(';');
    if (!username || !password || !/^turns?:.+/.test(uri)) {
      throw new BadSetting(`entries must be 'username;credential;url', where url begins with turn: or turns:`);
    }
    return { uris: [uri], credentials: { username, password } };
  });
}

/** The ports 1024 to 65535: below, a process needs rights that a server should not have. */
function portRange(text: string): { min: number; max: number } {
  const match = /^(\d*):(\d*)$/.exec(text);
  const min = match?.[1] ? Number(match[1]) : 1024;
  const max = match?.[2] ? Number(match[2]) : 65_535;
  if (match === null || text === ':' || min < 1024 || max > 65_535 || min > max) {
    throw new BadSetting(`must be 'min:max', ':max' or 'min:' within 1024 to 65535`);
  }
  return { min, max };
}

function addresses(text: string): string[] {
  return list(text).map((address) => {
    if (isIP(address) === 0) throw new BadSetting(`entry '${address}' must be an IP address`);
    return address;
  });
}

function candidateNetworks(text: string): 'auto' | 'any' | 'public' | string[] {
  const keyword = (['auto', 'any', 'public'] as const).find((known) => known === text.toLowerCase());
  if (keyword !== undefined) return keyword;
  return list(text).map((network) => {
    if (network.toLowerCase() === 'public') return 'public';
    const [address = '', prefix, ...rest] = network.split('/');
    const bits = isIP(address) === 6 ? 128 : 32;
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    if (isIP(address) !== 0 && !address.includes('%') && isPrefix && rest.length === 0) return network;
    throw new BadSetting(`entry '${network}' must be a network such as 10.8.0.0/16, or all of it auto, any or public`);
  });
}

const CODECS = ['H264', 'VP8', 'VP9', 'AV1'] as const;

const NAMED_NETWORKS: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

/** In Express' own words: whom to believe about where a request came from. */
function trustProxy(text: string): boolean | number | string {
  if (text.toLowerCase() === 'off') return false;
  if (/^\d+$/.test(text)) return Number(text);
  const networks = list(text);
  for (const network of networks) {
    const [address = '', prefix, ...rest] = network.split('/');
    const known = NAMED_NETWORKS.includes(network) || (isIP(address) !== 0 && rest.length === 0);
    if (known && (prefix === undefined || /^\d{1,3}$/.test(prefix))) continue;
    throw new BadSetting(`must be off, a number of hops, or addresses, subnets and ${NAMED_NETWORKS.join(', ')}`);
  }
  return networks.join(',');
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function httpRoot(text: string): string {
  const url = urlOf(text);
  if (url === undefined || url.protocol !== 'http:' || url.pathname + url.search + url.hash !== '/') {
    throw new BadSetting('must be an http URL without a path');
  }
  return text;
}

function restreamUrl(text: string): string {
  const url = urlOf(text);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username + url.password !== '') {
    throw new BadSetting('must be an http or https URL without a user');
  }
  return text;
}

function publicUrl(text: string): string {
  const url = urlOf(text);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.search + url.hash + url.username !== '') {
    throw new BadSetting('must be an http or https URL without a query');
  }
  return text;
}

/** Every variable of `.env.example`. */
export const SETTINGS = {
  HOST: setting((text) => text, '0.0.0.0'),
  PORT: setting(number({ min: 0, max: 65_535, integer: true }), 8080),
  REACTOR_MODEL: setting(list, ['dreamfield', 'dreamdrive']),
  REACTOR_PUBLIC_URL: setting<string | undefined>(publicUrl, undefined),
  REACTOR_TRUST_PROXY: setting<boolean | number | string>(trustProxy, false),
  ORPHAN_TIMEOUT_SECONDS: setting(number({ min: -1, max: 86_400 }), 60),
  SIGTERM_GRACE_PERIOD: setting(number({ min: 0, max: 3_600 }), 30),
  REACTOR_MAX_CLIENTS: setting(number({ min: 1, max: 100_000, integer: true }), 64),
  REACTOR_STARTS_PER_MINUTE: setting(number({ min: 0, max: 1_000_000, integer: true }), 120),
  REACTOR_JOINS_PER_MINUTE: setting(number({ min: 0, max: 1_000_000, integer: true }), 300),
  REACTOR_OFFERS_PER_MINUTE: setting(number({ min: 0, max: 1_000_000, integer: true }), 600),
  REACTOR_COMMANDS_PER_SECOND: setting(number({ min: 0, max: 1_000_000 }), 200),
  REACTOR_HANDLER_TIMEOUT_SECONDS: setting(number({ min: 0, max: 86_400 }), 10),
  REACTOR_UPLOADS_DIR: setting<string | undefined>((text) => text, undefined),
  REACTOR_MAX_UPLOAD_BYTES: setting(number({ min: 1, max: Number.MAX_SAFE_INTEGER, integer: true }), 104_857_600),
  REACTOR_MAX_SESSION_UPLOAD_BYTES: setting(
    number({ min: 1, max: Number.MAX_SAFE_INTEGER, integer: true }),
    536_870_912,
  ),
  REACTOR_RECORDING_DIR: setting<string | undefined>((text) => text, undefined),
  REACTOR_RECORDING_HASHES: setting(oneOf('on', 'off'), 'off'),
  REACTOR_CLUSTER_NATS: setting(list, []),
  REACTOR_CLUSTER_NAME: setting((text) => text, 'reactor'),
  REACTOR_CLUSTER_NODE_ID: setting<string | undefined>((text) => text, undefined),
  REACTOR_CLUSTER_URL: setting<string | undefined>(httpRoot, undefined),
  REACTOR_CLUSTER_REPLICAS: setting(number({ min: 1, max: 5, integer: true }), 1),
  REACTOR_CLUSTER_LEASE_SECONDS: setting(number({ min: 3, max: 3_600, integer: true }), 10),
  REACTOR_CLUSTER_DRAIN_SECONDS: setting(number({ min: 0, max: 86_400 }), 20),
  REACTOR_RESTREAM_URL: setting<string | undefined>(restreamUrl, undefined),
  REACTOR_RESTREAM_TOKEN: { ...setting<string | undefined>((text) => text, undefined), secret: true },
  REACTOR_RESTREAM_TRACKS: setting(list, []),
  REACTOR_RESTREAM_MODELS: setting(list, []),
  REACTOR_RESTREAM_START: setting(oneOf('session', 'request'), 'session'),
  REACTOR_RESTREAM_AS_CLIENT: setting(oneOf('on', 'off'), 'off'),
  STUN_SERVERS: setting(stunServers, []),
  TURN_SERVERS: { ...setting(turnServers, []), secret: true },
  TURN_URLS: setting(turnUrls, []),
  TURN_SECRET: { ...setting<string | undefined>((text) => text, undefined), secret: true },
  TURN_TTL_SECONDS: setting(number({ min: 1, max: 604_800, integer: true }), 3_600),
  MEDIA_ENGINE: setting(oneOf('auto', 'fanout', 'wrtc'), 'auto'),
  MEDIA_ENCODER: setting(oneOf('auto', 'wrtc', 'nvenc', 'videotoolbox', 'vaapi', 'x264'), 'auto'),
  MEDIA_PLAYOUT_DELAY_MS: setting(number({ min: 0, max: 40_950 }), 0),
  MEDIA_MAX_FRAMERATE: setting<number | undefined>(number({ min: 0.1, max: 1_000 }), undefined),
  MEDIA_DEGRADATION_PREFERENCE: setting(
    oneOf('maintain-framerate', 'maintain-resolution', 'balanced'),
    'maintain-framerate',
  ),
  MEDIA_THREADS: setting(number({ min: 1, max: 64, integer: true }), 1),
  WEBRTC_PORT: setting<number | undefined>(number({ min: 1, max: 65_535 }), undefined),
  WEBRTC_TCP: setting(oneOf('on', 'off'), 'on'),
  WEBRTC_PORT_RANGE: setting<{ min: number; max: number } | undefined>(portRange, undefined),
  WEBRTC_ANNOUNCED_ADDRESSES: setting(addresses, []),
  WEBRTC_CANDIDATE_NETWORKS: setting<'auto' | 'any' | 'public' | string[]>(candidateNetworks, 'auto'),
  WEBRTC_TCP_CANDIDATES: setting(oneOf('on', 'off'), 'off'),
  ICE_TRANSPORT_POLICY: setting(oneOf('all', 'relay'), 'all'),
  WEBRTC_CLIENT_PING_TIMEOUT_SECONDS: setting(number({ min: -1, max: 3_600 }), 20),
  WEBRTC_NEGOTIATION_TIMEOUT_SECONDS: setting(number({ min: -1, max: 3_600 }), 30),
  WEBRTC_DISCONNECT_GRACE_SECONDS: setting(number({ min: 0, max: 3_600 }), 5),
  WEBRTC_VIDEO_CODECS: setting<(typeof CODECS)[number][]>(listOf(...CODECS), [...CODECS]),
  WEBRTC_BWE_MIN_KBPS: setting(number({ min: 0, max: 1_000_000 }), 500),
  WEBRTC_BWE_INITIAL_KBPS: setting(number({ min: 0, max: 1_000_000 }), 2_500),
  WEBRTC_BWE_MAX_KBPS: setting(number({ min: 1, max: 1_000_000 }), 4_000),
  WEBRTC_INPUT_START_KBPS: setting(number({ min: 0, max: 1_000_000 }), 1_500),
  WEBRTC_INPUT_MAX_KBPS: setting(number({ min: 0, max: 1_000_000 }), 0),
  REACTOR_MAX_RESTARTS: setting(number({ min: 0, max: 1_000_000, integer: true }), 3),
  REACTOR_RELOAD: setting(oneOf('on', 'off'), 'off'),
  REACTOR_INSTANCES: setting(number({ min: 1, max: 1_024, integer: true }), 1),
  REACTOR_VISITORS: setting(oneOf('own', 'shared'), 'own'),
  REACTOR_CONTROLLERS: setting<number | undefined>(number({ min: 0, max: 1_000_000, integer: true }), undefined),
  REACTOR_WAITING_ROOM: setting(oneOf('on', 'off'), 'off'),
  REACTOR_TURN_SECONDS: setting(number({ min: 0, max: 1_000_000 }), 0),
  REACTOR_CLAIM_SECONDS: setting(number({ min: 1, max: 86_400 }), 60),
  REACTOR_HAND_OVER: setting(oneOf('holder', 'operator'), 'holder'),
  REACTOR_RESTART: setting(oneOf('end-session', 'keep-session'), 'end-session'),
  REACTOR_ISOLATION: setting(oneOf('thread', 'process', 'inline'), 'thread'),
  REACTOR_MAX_HEAP_MB: setting<number | undefined>(number({ min: 1, max: 1_048_576 }), undefined),
  REACTOR_MAX_MEMORY_MB: setting<number | undefined>(number({ min: 1, max: 16_777_216 }), undefined),
  REACTOR_EXECUTION_PROVIDERS: setting(list, ['cpu']),
  REACTOR_SEED: setting<number | undefined>(number({ min: 0, max: 4_294_967_295, integer: true }), undefined),
  REACTOR_DEVICE_IDS: setting(listOfNumbers, []),
  REACTOR_ONNX_TELEMETRY: setting(oneOf('on', 'off'), 'off'),
  REACTOR_ALLOWED_ORIGINS: setting(list, ['*']),
  REACTOR_ALLOWED_HOSTS: setting(list, ['auto']),
  REACTOR_ALLOW_CREDENTIALS: setting(oneOf('on', 'off'), 'off'),
  REACTOR_ALLOW_PRIVATE_NETWORK: setting(oneOf('on', 'off'), 'off'),
  REACTOR_CLIENT_ICE_SERVERS: setting(oneOf('on', 'off'), 'on'),
  REACTOR_PLAYGROUND: setting(oneOf('on', 'off'), 'on'),
  REACTOR_WHEP: setting(oneOf('start', 'join', 'off'), 'start'),
  REACTOR_WHIP: setting(oneOf('start', 'join', 'off'), 'start'),
  REACTOR_DOCS: setting(oneOf('on', 'off'), 'on'),
  REACTOR_CLOUD: setting(oneOf('on', 'off'), 'off'),
  REACTOR_CLOUD_DIR: setting((text) => text, 'reactor-cloud'),
  REACTOR_CLOUD_SECRETS: { ...setting(list, []), secret: true },
  REACTOR_CLOUD_ANONYMOUS: setting<Role[]>(roles, ['view', 'control', 'publish']),
  REACTOR_CLOUD_MAX_SESSIONS: setting(number({ min: 0, max: 1_000_000, integer: true }), 5),
  REACTOR_MAX_SESSION_SECONDS: setting(number({ min: 0, max: 2_147_483 }), 0),
  REACTOR_IDLE_SESSION_SECONDS: setting(number({ min: 0, max: 2_147_483 }), 0),
  REACTOR_JOURNAL_CONTENTS: setting(oneOf('on', 'off'), 'off'),
  REACTOR_EXIT_ON_FAILURE: setting(oneOf('on', 'off'), 'on'),
  REACTOR_LOG_LEVEL: setting(oneOf('ERROR', 'WARNING', 'INFO', 'DEBUG'), 'INFO'),
  REACTOR_LOG_FORMAT: setting(oneOf('text', 'json'), 'text'),
};

function setting<T>(read: (text: string) => T, fallback: T): Setting<T> {
  return { read, fallback };
}

type Settings = { [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never };

/** The default app's settings from the environment, checked, in the framework's units. */
export interface AppConfig {
  readonly host: string;
  readonly port: number;
  /** What Express takes for its `trust proxy`. */
  readonly trustProxy: boolean | number | string;
  /** Models to serve: the first at the root, each under its own name. */
  readonly models: readonly string[];
  /** From SIGTERM until the process ends, finished or not. */
  readonly gracePeriodMs: number;
  /** End the process when the default model could not be loaded or failed permanently. */
  readonly exitOnFailure: boolean;
  readonly logLevel: 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';
  readonly logFormat: 'text' | 'json';
  readonly reactor: Omit<ReactorModuleOptions, 'models' | 'defaultModel'>;
}

/** Reads every variable of `.env.example`. Throws one error that names each bad one and what it must be. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): AppConfig {
  const problems: string[] = [];
  const read = <T>([name, { read: parse, fallback, secret }]: [string, Setting<T>]): [string, T] => {
    const text = env[name];
    if (text === undefined || text === '') return [name, fallback];
    try {
      return [name, parse(text)];
    } catch (error) {
      if (!(error instanceof BadSetting)) throw error;
      problems.push(secret ? `${name} ${error.message}` : `${name} '${text}' ${error.message}`);
      return [name, fallback];
    }
  };
  const s = Object.fromEntries(Object.entries<Setting<unknown>>(SETTINGS).map(read)) as Settings;
  const bitrates = [s.WEBRTC_BWE_MIN_KBPS, s.WEBRTC_BWE_INITIAL_KBPS, s.WEBRTC_BWE_MAX_KBPS];
  if (bitrates.some((value, i) => value < (bitrates[i - 1] ?? 0))) {
    problems.push(`WEBRTC_BWE_MIN_KBPS, _INITIAL_KBPS and _MAX_KBPS must rise (got ${bitrates.join(', ')})`);
  }
  if (s.WEBRTC_INPUT_MAX_KBPS > 0 && s.WEBRTC_INPUT_START_KBPS > s.WEBRTC_INPUT_MAX_KBPS) {
    problems.push(
      `WEBRTC_INPUT_START_KBPS may be at most WEBRTC_INPUT_MAX_KBPS (got ${s.WEBRTC_INPUT_START_KBPS} and ${s.WEBRTC_INPUT_MAX_KBPS})`,
    );
  }
  if ((s.TURN_SECRET === undefined) !== (s.TURN_URLS.length === 0)) {
    problems.push('TURN_URLS and TURN_SECRET are set together');
  }
  if (problems.length > 0) {
    throw new Error(`The environment has mistakes:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
  return {
    host: s.HOST,
    port: s.PORT,
    trustProxy: s.REACTOR_TRUST_PROXY,
    models: s.REACTOR_MODEL,
    gracePeriodMs: s.SIGTERM_GRACE_PERIOD * 1000,
    exitOnFailure: s.REACTOR_EXIT_ON_FAILURE === 'on',
    logLevel: s.REACTOR_LOG_LEVEL,
    logFormat: s.REACTOR_LOG_FORMAT,
    reactor: {
      session: {
        maxConnections: s.REACTOR_MAX_CLIENTS,
        commandsPerSecond: s.REACTOR_COMMANDS_PER_SECOND,
        orphanTimeoutMs: s.ORPHAN_TIMEOUT_SECONDS * 1000,
        pingTimeoutMs: s.WEBRTC_CLIENT_PING_TIMEOUT_SECONDS * 1000,
        negotiationTimeoutMs: s.WEBRTC_NEGOTIATION_TIMEOUT_SECONDS * 1000,
        maxRestarts: s.REACTOR_MAX_RESTARTS,
        instances: s.REACTOR_INSTANCES,
        visitors: s.REACTOR_VISITORS,
        ...(s.REACTOR_CONTROLLERS === undefined ? {} : { controllers: s.REACTOR_CONTROLLERS }),
        handOver: s.REACTOR_HAND_OVER,
        restart: s.REACTOR_RESTART,
        iceServers: [...s.STUN_SERVERS, ...s.TURN_SERVERS],
        ...(s.TURN_SECRET === undefined
          ? {}
          : { turn: { urls: s.TURN_URLS, secret: s.TURN_SECRET, ttlSeconds: s.TURN_TTL_SECONDS } }),
        allowClientIceServers: s.REACTOR_CLIENT_ICE_SERVERS === 'on',
      },
      media: {
        engine: s.MEDIA_ENGINE,
        encoder: s.MEDIA_ENCODER,
        playoutDelayMs: s.MEDIA_PLAYOUT_DELAY_MS,
        maxFramerate: s.MEDIA_MAX_FRAMERATE,
        degradationPreference: s.MEDIA_DEGRADATION_PREFERENCE,
        threads: s.MEDIA_THREADS,
      },
      webrtc: {
        minKbps: s.WEBRTC_BWE_MIN_KBPS,
        startKbps: s.WEBRTC_BWE_INITIAL_KBPS,
        maxKbps: s.WEBRTC_BWE_MAX_KBPS,
        inputStartKbps: s.WEBRTC_INPUT_START_KBPS,
        inputMaxKbps: s.WEBRTC_INPUT_MAX_KBPS,
        codecs: s.WEBRTC_VIDEO_CODECS,
        ...(s.WEBRTC_PORT === undefined ? {} : { port: s.WEBRTC_PORT }),
        tcp: s.WEBRTC_TCP === 'on',
        portRange: s.WEBRTC_PORT_RANGE,
        announcedAddresses: s.WEBRTC_ANNOUNCED_ADDRESSES,
        candidateNetworks: s.WEBRTC_CANDIDATE_NETWORKS,
        tcpCandidates: s.WEBRTC_TCP_CANDIDATES === 'on',
        iceTransportPolicy: s.ICE_TRANSPORT_POLICY,
        disconnectGraceMs: s.WEBRTC_DISCONNECT_GRACE_SECONDS * 1000,
      },
      inference: {
        isolation: s.REACTOR_ISOLATION,
        maxHeapMb: s.REACTOR_MAX_HEAP_MB,
        maxMemoryMb: s.REACTOR_MAX_MEMORY_MB,
        executionProviders: s.REACTOR_EXECUTION_PROVIDERS,
        deviceIds: s.REACTOR_DEVICE_IDS,
        seed: s.REACTOR_SEED,
        onnxTelemetry: s.REACTOR_ONNX_TELEMETRY === 'on',
        handlerTimeoutMs: s.REACTOR_HANDLER_TIMEOUT_SECONDS * 1000,
        reloadOnChange: s.REACTOR_RELOAD === 'on',
      },
      uploads: {
        directory: s.REACTOR_UPLOADS_DIR,
        maxFileBytes: s.REACTOR_MAX_UPLOAD_BYTES,
        maxSessionBytes: s.REACTOR_MAX_SESSION_UPLOAD_BYTES,
      },
      ...(s.REACTOR_CLUSTER_NATS.length === 0
        ? {}
        : {
            cluster: {
              nats: s.REACTOR_CLUSTER_NATS,
              name: s.REACTOR_CLUSTER_NAME,
              ...(s.REACTOR_CLUSTER_NODE_ID === undefined ? {} : { nodeId: s.REACTOR_CLUSTER_NODE_ID }),
              ...(s.REACTOR_CLUSTER_URL === undefined ? {} : { url: s.REACTOR_CLUSTER_URL }),
              replicas: s.REACTOR_CLUSTER_REPLICAS,
              leaseSeconds: s.REACTOR_CLUSTER_LEASE_SECONDS,
              drainMs: s.REACTOR_CLUSTER_DRAIN_SECONDS * 1000,
            },
          }),
      restream: {
        url: s.REACTOR_RESTREAM_URL,
        token: s.REACTOR_RESTREAM_TOKEN,
        tracks: s.REACTOR_RESTREAM_TRACKS,
        models: s.REACTOR_RESTREAM_MODELS,
        start: s.REACTOR_RESTREAM_START,
        countsAsClient: s.REACTOR_RESTREAM_AS_CLIENT === 'on',
      },
      waiting: {
        enabled: s.REACTOR_WAITING_ROOM === 'on',
        turnMs: s.REACTOR_TURN_SECONDS * 1000,
        claimMs: s.REACTOR_CLAIM_SECONDS * 1000,
      },
      recording: { directory: s.REACTOR_RECORDING_DIR, frameHashes: s.REACTOR_RECORDING_HASHES === 'on' },
      signaling: {
        sessionStartsPerMinute: s.REACTOR_STARTS_PER_MINUTE,
        joinsPerMinute: s.REACTOR_JOINS_PER_MINUTE,
        offersPerMinute: s.REACTOR_OFFERS_PER_MINUTE,
        allowedOrigins: s.REACTOR_ALLOWED_ORIGINS,
        allowedHosts: s.REACTOR_ALLOWED_HOSTS,
        allowCredentials: s.REACTOR_ALLOW_CREDENTIALS === 'on',
        allowPrivateNetwork: s.REACTOR_ALLOW_PRIVATE_NETWORK === 'on',
        publicUrl: s.REACTOR_PUBLIC_URL,
        playground: s.REACTOR_PLAYGROUND === 'on',
        docs: s.REACTOR_DOCS === 'on',
        whep: s.REACTOR_WHEP === 'off' ? false : s.REACTOR_WHEP,
        whip: s.REACTOR_WHIP === 'off' ? false : s.REACTOR_WHIP,
      },
      ...(s.REACTOR_CLOUD === 'off'
        ? {}
        : {
            cloud: {
              directory: s.REACTOR_CLOUD_DIR,
              secrets: s.REACTOR_CLOUD_SECRETS,
              anonymousRoles: s.REACTOR_CLOUD_ANONYMOUS,
              maxSessions: s.REACTOR_CLOUD_MAX_SESSIONS,
              maxSessionMs: s.REACTOR_MAX_SESSION_SECONDS * 1000,
              idleSessionMs: s.REACTOR_IDLE_SESSION_SECONDS * 1000,
            },
          }),
      observability: { journalContents: s.REACTOR_JOURNAL_CONTENTS === 'on' },
    },
  };
}
