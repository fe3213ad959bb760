import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CLOUD_OPTIONS, mergeCloudOptions } from './cloud/cloud.options.js';
import { DEFAULT_CLUSTER_OPTIONS, mergeClusterOptions } from './cluster/cluster.options.js';
import { DEFAULT_INFERENCE_OPTIONS, mergeInferenceOptions } from './inference/host/inference.options.js';
import { DEFAULT_OBSERVABILITY_OPTIONS, mergeObservabilityOptions } from './observability/observability.options.js';
import { DEFAULT_RECORDING_OPTIONS, mergeRecordingOptions } from './recording/recording.options.js';
import { DEFAULT_RESTREAM_OPTIONS, mergeRestreamOptions } from './restream/restream.options.js';
import { DEFAULT_SESSION_OPTIONS, mergeSessionOptions } from './session/lifecycle/session.options.js';
import { DEFAULT_SIGNALING_OPTIONS, mergeSignalingOptions } from './signaling/signaling.options.js';
import { DEFAULT_MEDIA_OPTIONS, mergeMediaOptions } from './transport/media.options.js';
import { DEFAULT_WEBRTC_OPTIONS, mergeWebRtcOptions } from './transport/webrtc/webrtc.options.js';
import { DEFAULT_UPLOAD_OPTIONS, mergeUploadOptions } from './uploads/upload.options.js';
import { DEFAULT_WAITING_OPTIONS, mergeWaitingOptions } from './waiting/waiting.options.js';

const GROUPS: Readonly<Record<string, object>> = {
  session: DEFAULT_SESSION_OPTIONS,
  webrtc: DEFAULT_WEBRTC_OPTIONS,
  media: DEFAULT_MEDIA_OPTIONS,
  inference: DEFAULT_INFERENCE_OPTIONS,
  signaling: DEFAULT_SIGNALING_OPTIONS,
  uploads: DEFAULT_UPLOAD_OPTIONS,
  observability: DEFAULT_OBSERVABILITY_OPTIONS,
  recording: DEFAULT_RECORDING_OPTIONS,
  cloud: DEFAULT_CLOUD_OPTIONS,
  restream: DEFAULT_RESTREAM_OPTIONS,
  waiting: DEFAULT_WAITING_OPTIONS,
  cluster: DEFAULT_CLUSTER_OPTIONS,
};

const OPTIONS = Object.entries(GROUPS).flatMap(([group, defaults]) =>
  Object.entries(defaults).map(([name, value]): [string, unknown] => [`${group}.${name}`, value]),
);

/** The row of each option in the documents, by its name: the cell with its default. */
function documented(): ReadonlyMap<string, string> {
  const rows = ['limits.md', 'options.md'].flatMap((name) =>
    readFileSync(join(import.meta.dirname, '../../../docs/reference', name), 'utf8').split('\n'),
  );
  return new Map(
    rows.flatMap((row) => {
      const [, option, fallback] = /^\| `(\w+\.\w+)`\s*\| (.*?)\s*\|/.exec(row) ?? [];
      return option === undefined || fallback === undefined ? [] : [[option, fallback]];
    }),
  );
}

/** How the documents write a default; what is undefined they have in words of their own. */
function written(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (value === '') return 'none';
  if (typeof value === 'string') return `\`${value}\``;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${value.join(', ')}\``;
  return expect.stringMatching(/^[a-z]/);
}

describe('the documents of options', () => {
  const rows = documented();

  it.each(OPTIONS)('have %s, with its default', (option, value) => {
    expect([...rows.keys()]).toContain(option);
    expect(rows.get(option)).toEqual(written(value));
  });

  it('have no option that is not there', () => {
    const known = new Set(OPTIONS.map(([option]) => option));
    expect([...rows.keys()].filter((option) => !known.has(option))).toEqual([
      'media.ladder',
      'media.maxFramerate',
      'session.turn',
      'webrtc.port',
      'webrtc.portRange',
      'media.degradationPreference',
      'signaling.authorize',
      'signaling.startStorage',
      'signaling.publicUrl',
      'restream.target',
      'cluster.nats',
      'cluster.nodeId',
      'cluster.url',
    ]);
  });
});

describe('options', () => {
  const merges: [string, (options: object) => object][] = [
    ['session', mergeSessionOptions],
    ['webrtc', mergeWebRtcOptions],
    ['media', mergeMediaOptions],
    ['inference', mergeInferenceOptions],
    ['signaling', mergeSignalingOptions],
    ['uploads', mergeUploadOptions],
    ['recording', mergeRecordingOptions],
    ['restream', mergeRestreamOptions],
    ['observability', mergeObservabilityOptions],
    ['waiting', mergeWaitingOptions],
    ['cloud', mergeCloudOptions],
    ['cluster', mergeClusterOptions],
  ];

  it.each(merges)('of %s that are not given are the defaults', (group, merge) => {
    expect(merge({})).toEqual(GROUPS[group]);
    const undefinedOnes = Object.fromEntries(Object.keys(GROUPS[group] ?? {}).map((name) => [name, undefined]));
    expect(merge(undefinedOnes)).toEqual(GROUPS[group]);
  });

  /** Times and numbers of which less than nothing means "no limit". */
  const unbounded = new Set([
    'session.orphanTimeoutMs',
    'session.maxConnections',
    'session.negotiationTimeoutMs',
    'session.offersPerSecond',
    'session.maxNegotiating',
    'session.pingTimeoutMs',
    'session.commandsPerSecond',
    'signaling.sessionStartsPerMinute',
    'signaling.joinsPerMinute',
    'signaling.offersPerMinute',
    'signaling.requestsPerMinute',
    'signaling.messagesPerSecond',
    'webrtc.messagesPerSecond',
  ]);
  const numbers = OPTIONS.filter(([option, value]) => typeof value === 'number' && !unbounded.has(option));

  it.each(numbers)('of less than makes sense stop the start: %s', (option) => {
    const [group = '', name = ''] = option.split('.');
    const merge = merges.find(([of]) => of === group)?.[1];
    for (const wrong of [-1, Number.NaN, '5']) {
      expect(() => merge?.({ [name]: wrong })).toThrow(
        expect.objectContaining({
          code: 'bad_configuration',
          message: expect.stringMatching(new RegExp(`^${group}\\.${name} must be .*; correct`)),
        }),
      );
    }
  });

  it.each([
    ['inference', { maxInputFrames: 1.5 }, 'inference.maxInputFrames must be a whole number of at least 1 (got 1.5)'],
    ['inference', { bufferSize: 0 }, 'inference.bufferSize must be a whole number of at least 1 (got 0)'],
    ['webrtc', { audioBufferMs: 99 }, 'webrtc.audioBufferMs must be a number of at least 100 (got 99)'],
    [
      'signaling',
      { maxMessageBytes: 16_383 },
      'signaling.maxMessageBytes must be a whole number of at least 16384 (got',
    ],
    ['restream', { url: 'sfu.example/whip' }, 'restream.url must be an http or https URL (got "sfu.example/whip")'],
    ['restream', { url: 'ftp://sfu.example' }, 'restream.url must be an http or https URL (got "ftp://sfu.example")'],
    [
      'restream',
      { url: 'https://u:secret@sfu.example' },
      'restream.url must not have a user and a password; give what the server asks for as restream.token',
    ],
    ['restream', { start: 'always' }, `restream.start must be 'session' or 'request' (got "always")`],
    ['restream', { timeoutMs: 99 }, 'restream.timeoutMs must be a number of at least 100 (got 99)'],
    [
      'cloud',
      { secrets: ['short'] },
      'cloud.secrets must be a list of texts of at least 32 characters (got "a shorter one")',
    ],
    ['cloud', { anonymousRoles: ['admin'] }, 'cloud.anonymousRoles must be a list of view, control, publish, operate'],
    ['cloud', { maxSessionMs: 2 ** 31 }, 'cloud.maxSessionMs must be at most 2147483647 (got 2147483648)'],
    ['signaling', { whep: true }, "signaling.whep must be 'start', 'join' or false (got true)"],
    ['session', { handOver: 'vote' }, 'session.handOver must be one of holder, operator (got vote)'],
    ['waiting', { enabled: 'on' }, 'waiting.enabled must be true or false (got "on")'],
    ['waiting', { claimMs: 999 }, 'waiting.claimMs must be a number of at least 1000 (got 999)'],
    ['cluster', { leaseSeconds: 2 }, 'cluster.leaseSeconds must be a whole number of at least 3 (got 2)'],
    ['cluster', { name: 'a.b' }, 'cluster.name must be up to 64 letters, digits, - and _ (got "a.b")'],
    ['cluster', { nodeId: '' }, 'cluster.nodeId must be a text that no other machine has'],
    ['cluster', { url: 'https://a.example/x' }, "cluster.url must be the address of this process's HTTP server"],
    ['signaling', { whip: 'off' }, `signaling.whip must be 'start', 'join' or false (got "off")`],
  ])('of %s that cannot be are told with what they must be: %j', (group, given, message) => {
    const merge = merges.find(([of]) => of === group)?.[1];
    expect(() => merge?.(given)).toThrow(message);
  });
});
