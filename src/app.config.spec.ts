import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  DEFAULT_INFERENCE_OPTIONS,
  DEFAULT_OBSERVABILITY_OPTIONS,
  DEFAULT_SESSION_OPTIONS,
  DEFAULT_SIGNALING_OPTIONS,
  DEFAULT_UPLOAD_OPTIONS,
  DEFAULT_WEBRTC_OPTIONS,
} from '@nestjs-reactor/core';
import { readConfig, SETTINGS } from './app.config.js';

const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    const [title, ...problems] = (error as Error).message.split('\n');
    expect(title).toBe('The environment has mistakes:');
    return problems;
  }
  return [];
}

describe('.env.example', () => {
  it('has every variable that is read, and no other', () => {
    expect(Object.keys(parseEnv(example)).sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  it('says what is so without it', () => {
    expect(readConfig(parseEnv(example))).toEqual(readConfig({}));
  });

  it('explains each variable, those that belong together at once', () => {
    const lines = example.split('\n');
    const bare = lines.filter((line, i) => /^\w+=/.test(line) && !/^(#|\w+_BWE_)/.test(lines[i - 1] ?? ''));
    expect(bare).toEqual([]);
  });
});

describe('an empty environment', () => {
  it('is the framework’s defaults, but for the page of its HTTP surface', () => {
    const { session, webrtc, inference, signaling, uploads, observability } = readConfig({}).reactor;
    expect({ ...DEFAULT_SESSION_OPTIONS, ...session }).toEqual(DEFAULT_SESSION_OPTIONS);
    expect({ ...DEFAULT_WEBRTC_OPTIONS, ...webrtc, portRange: undefined }).toEqual({
      ...DEFAULT_WEBRTC_OPTIONS,
      portRange: undefined,
    });
    expect({ ...DEFAULT_INFERENCE_OPTIONS, ...inference }).toEqual(DEFAULT_INFERENCE_OPTIONS);
    expect({ ...DEFAULT_SIGNALING_OPTIONS, ...signaling }).toEqual({ ...DEFAULT_SIGNALING_OPTIONS, docs: true });
    expect({ ...DEFAULT_UPLOAD_OPTIONS, ...uploads }).toEqual(DEFAULT_UPLOAD_OPTIONS);
    expect({ ...DEFAULT_OBSERVABILITY_OPTIONS, ...observability }).toEqual(DEFAULT_OBSERVABILITY_OPTIONS);
  });
});

describe('a variable is read', () => {
  it.each([
    [
      { HOST: '127.0.0.1', PORT: '0' },
      { host: '127.0.0.1', port: 0 },
    ],
    [{ REACTOR_MODEL: ' echo , brightness ,' }, { models: ['echo', 'brightness'] }],
    [{ SIGTERM_GRACE_PERIOD: '2.5' }, { gracePeriodMs: 2_500 }],
    [{ REACTOR_EXIT_ON_FAILURE: 'OFF' }, { exitOnFailure: false }],
    [{ REACTOR_TRUST_PROXY: 'loopback, 10.0.0.0/8' }, { trustProxy: 'loopback,10.0.0.0/8' }],
    [{ REACTOR_TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [
      { REACTOR_PUBLIC_URL: 'https://app.example/sub' },
      { reactor: { signaling: { publicUrl: 'https://app.example/sub' } } },
    ],
    [
      { REACTOR_LOG_LEVEL: 'debug', REACTOR_LOG_FORMAT: 'JSON' },
      { logLevel: 'DEBUG', logFormat: 'json' },
    ],
    [{ ORPHAN_TIMEOUT_SECONDS: '-1' }, { reactor: { session: { orphanTimeoutMs: -1_000 } } }],
    [
      { STUN_SERVERS: 'stun:a.example', TURN_SERVERS: 'user;pass;turn:b.example?transport=udp' },
      {
        reactor: {
          session: {
            iceServers: [
              { uris: ['stun:a.example'] },
              { uris: ['turn:b.example?transport=udp'], credentials: { username: 'user', password: 'pass' } },
            ],
          },
        },
      },
    ],
    [{ MEDIA_ENGINE: 'wrtc' }, { reactor: { media: { engine: 'wrtc' } } }],
    [{ MEDIA_MAX_FRAMERATE: '15' }, { reactor: { media: { maxFramerate: 15 } } }],
    [{ MEDIA_DEGRADATION_PREFERENCE: 'balanced' }, { reactor: { media: { degradationPreference: 'balanced' } } }],
    [{ MEDIA_ENCODER: 'X264' }, { reactor: { media: { encoder: 'x264' } } }],
    [{ MEDIA_THREADS: '4' }, { reactor: { media: { threads: 4 } } }],
    [{ MEDIA_PLAYOUT_DELAY_MS: '80' }, { reactor: { media: { playoutDelayMs: 80 } } }],
    [{ WEBRTC_PORT: '40000' }, { reactor: { webrtc: { port: 40_000 } } }],
    [{ WEBRTC_TCP: 'off' }, { reactor: { webrtc: { tcp: false } } }],
    [{ WEBRTC_PORT_RANGE: ':50000' }, { reactor: { webrtc: { portRange: { min: 1_024, max: 50_000 } } } }],
    [
      { WEBRTC_ANNOUNCED_ADDRESSES: '203.0.113.9, 2001:db8::9' },
      { reactor: { webrtc: { announcedAddresses: ['203.0.113.9', '2001:db8::9'] } } },
    ],
    [{ WEBRTC_CANDIDATE_NETWORKS: 'Public' }, { reactor: { webrtc: { candidateNetworks: 'public' } } }],
    [
      { WEBRTC_CANDIDATE_NETWORKS: '10.8.0.0/16, public, fd00::/8', WEBRTC_TCP_CANDIDATES: 'on' },
      { reactor: { webrtc: { candidateNetworks: ['10.8.0.0/16', 'public', 'fd00::/8'], tcpCandidates: true } } },
    ],
    [{ WEBRTC_VIDEO_CODECS: 'vp9, h264' }, { reactor: { webrtc: { codecs: ['VP9', 'H264'] } } }],
    [
      { REACTOR_RECORDING_DIR: '/tapes', REACTOR_RECORDING_HASHES: 'on', REACTOR_SEED: '7' },
      { reactor: { recording: { directory: '/tapes', frameHashes: true }, inference: { seed: 7 } } },
    ],
    [
      {
        REACTOR_CLUSTER_NATS: 'nats://a:4222, nats://b:4222',
        REACTOR_CLUSTER_NODE_ID: 'gpu-1',
        REACTOR_CLUSTER_URL: 'http://10.0.0.5:8080',
        REACTOR_CLUSTER_REPLICAS: '3',
        REACTOR_CLUSTER_LEASE_SECONDS: '5',
        REACTOR_CLUSTER_DRAIN_SECONDS: '60',
      },
      {
        reactor: {
          cluster: {
            nats: ['nats://a:4222', 'nats://b:4222'],
            name: 'reactor',
            nodeId: 'gpu-1',
            url: 'http://10.0.0.5:8080',
            replicas: 3,
            leaseSeconds: 5,
            drainMs: 60_000,
          },
        },
      },
    ],
    [
      {
        REACTOR_RESTREAM_URL: 'https://sfu.example/{model}/whip',
        REACTOR_RESTREAM_TOKEN: 'sesame',
        REACTOR_RESTREAM_TRACKS: 'main_video',
        REACTOR_RESTREAM_MODELS: 'sunny, echo',
        REACTOR_RESTREAM_START: 'request',
        REACTOR_RESTREAM_AS_CLIENT: 'on',
      },
      {
        reactor: {
          restream: {
            url: 'https://sfu.example/{model}/whip',
            token: 'sesame',
            tracks: ['main_video'],
            models: ['sunny', 'echo'],
            start: 'request',
            countsAsClient: true,
          },
        },
      },
    ],
    [{ REACTOR_UPLOADS_DIR: '/data' }, { reactor: { uploads: { directory: '/data' } } }],
    [{ REACTOR_HANDLER_TIMEOUT_SECONDS: '0.5' }, { reactor: { inference: { handlerTimeoutMs: 500 } } }],
    [
      { REACTOR_ISOLATION: 'process', REACTOR_MAX_HEAP_MB: '512', REACTOR_MAX_MEMORY_MB: '4096' },
      { reactor: { inference: { isolation: 'process', maxHeapMb: 512, maxMemoryMb: 4_096 } } },
    ],
    [
      { REACTOR_EXECUTION_PROVIDERS: 'cuda, cpu', REACTOR_DEVICE_IDS: '0, 1' },
      { reactor: { inference: { executionProviders: ['cuda', 'cpu'], deviceIds: [0, 1] } } },
    ],
    [{ REACTOR_CLIENT_ICE_SERVERS: 'off' }, { reactor: { session: { allowClientIceServers: false } } }],
    [{ REACTOR_PLAYGROUND: 'off' }, { reactor: { signaling: { playground: false } } }],
    [{ REACTOR_WHEP: 'join', REACTOR_WHIP: 'off' }, { reactor: { signaling: { whep: 'join', whip: false } } }],
  ])('from %j', (env, config) => {
    expect(readConfig(env)).toMatchObject(config);
  });
});

describe('a bad value is named with what it must be', () => {
  it.each([
    ['PORT', 'x', 'must be an integer from 0 to 65535'],
    ['REACTOR_DEVICE_IDS', '0,gpu', 'must be an integer from 0 to 1023'],
    ['PORT', '80.5', 'must be an integer from 0 to 65535'],
    ['PORT', '65536', 'must be an integer from 0 to 65535'],
    ['PORT', ' ', 'must be an integer from 0 to 65535'],
    [
      'REACTOR_TRUST_PROXY',
      'yes',
      'must be off, a number of hops, or addresses, subnets and loopback, linklocal, uniquelocal',
    ],
    ['REACTOR_ISOLATION', 'container', 'must be one of thread, process, inline'],
    ['REACTOR_PUBLIC_URL', 'app.example', 'must be an http or https URL without a query'],
    ['ORPHAN_TIMEOUT_SECONDS', 'soon', 'must be a number from -1 to 86400'],
    ['SIGTERM_GRACE_PERIOD', '-1', 'must be a number from 0 to 3600'],
    ['REACTOR_MAX_CLIENTS', '0', 'must be an integer from 1 to 100000'],
    ['REACTOR_MAX_RESTARTS', '-1', 'must be an integer from 0 to 1000000'],
    ['WEBRTC_DISCONNECT_GRACE_SECONDS', '-1', 'must be a number from 0 to 3600'],
    ['REACTOR_JOINS_PER_MINUTE', '1.5', 'must be an integer from 0 to 1000000'],
    ['REACTOR_STARTS_PER_MINUTE', '-1', 'must be an integer from 0 to 1000000'],
    ['REACTOR_COMMANDS_PER_SECOND', 'many', 'must be a number from 0 to 1000000'],
    ['REACTOR_HANDLER_TIMEOUT_SECONDS', '-1', 'must be a number from 0 to 86400'],
    ['REACTOR_MAX_UPLOAD_BYTES', '0', `must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}`],
    ['REACTOR_MAX_SESSION_UPLOAD_BYTES', '1e400', `must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}`],
    ['STUN_SERVERS', 'turn:a.example', "entry 'turn:a.example' must be a stun: address"],
    ['WEBRTC_PORT_RANGE', '80:443', "must be 'min:max', ':max' or 'min:' within 1024 to 65535"],
    ['WEBRTC_PORT_RANGE', '2000:1999', "must be 'min:max', ':max' or 'min:' within 1024 to 65535"],
    ['WEBRTC_PORT_RANGE', ':', "must be 'min:max', ':max' or 'min:' within 1024 to 65535"],
    ['WEBRTC_ANNOUNCED_ADDRESSES', 'stream.example', "entry 'stream.example' must be an IP address"],
    [
      'WEBRTC_CANDIDATE_NETWORKS',
      '10.8.0.0/33',
      "entry '10.8.0.0/33' must be a network such as 10.8.0.0/16, or all of it auto, any or public",
    ],
    ['WEBRTC_TCP', 'yes', 'must be one of on, off'],
    ['WEBRTC_TCP_CANDIDATES', 'yes', 'must be one of on, off'],
    ['ICE_TRANSPORT_POLICY', 'none', 'must be one of all, relay'],
    ['WEBRTC_CLIENT_PING_TIMEOUT_SECONDS', '3601', 'must be a number from -1 to 3600'],
    ['WEBRTC_VIDEO_CODECS', 'VP8,H265', 'must be one of H264, VP8, VP9, AV1'],
    ['WEBRTC_BWE_MAX_KBPS', '0', 'must be a number from 1 to 1000000'],
    ['REACTOR_PLAYGROUND', 'true', 'must be one of on, off'],
    ['REACTOR_DOCS', '1', 'must be one of on, off'],
    ['REACTOR_EXIT_ON_FAILURE', 'no', 'must be one of on, off'],
    ['REACTOR_JOURNAL_CONTENTS', 'all', 'must be one of on, off'],
    ['REACTOR_LOG_LEVEL', 'LOUD', 'must be one of ERROR, WARNING, INFO, DEBUG'],
    ['REACTOR_LOG_FORMAT', 'xml', 'must be one of text, json'],
  ])('%s=%j', (name, value, what) => {
    expect(problemsOf({ [name]: value })).toEqual([`  - ${name} '${value}' ${what}`]);
  });

  it('but for a secret, which is not repeated', () => {
    const problems = problemsOf({ TURN_SERVERS: 'user;hunter2;stun:b.example' });
    expect(problems).toEqual([
      "  - TURN_SERVERS entries must be 'username;credential;url', where url begins with turn: or turns:",
    ]);
  });

  it('where two do not go together', () => {
    expect(problemsOf({ WEBRTC_BWE_MIN_KBPS: '5000' })).toEqual([
      '  - WEBRTC_BWE_MIN_KBPS, _INITIAL_KBPS and _MAX_KBPS must rise (got 5000, 2500, 4000)',
    ]);
    expect(problemsOf({ WEBRTC_INPUT_MAX_KBPS: '1000' })).toEqual([
      '  - WEBRTC_INPUT_START_KBPS may be at most WEBRTC_INPUT_MAX_KBPS (got 1500 and 1000)',
    ]);
  });

  it('together with all others', () => {
    expect(
      problemsOf({ PORT: 'x', REACTOR_LOG_FORMAT: 'xml', STUN_SERVERS: 'y' }).map((line) => line.split(' ')[3]),
    ).toEqual(['PORT', 'STUN_SERVERS', 'REACTOR_LOG_FORMAT']);
  });
});
