import { describe, expect, it } from '@jest/globals';
import type { PeerOutputStats, PeerStats } from '../../session/index.js';
import { verdictOf } from './verdict.js';

type Path = Parameters<typeof verdictOf>[0]['path'];
type Model = Parameters<typeof verdictOf>[1];

const VIDEO: PeerOutputStats = {
  track: 'main_video',
  kind: 'video',
  flowing: true,
  rung: { index: 0, scale: 1, maxKbps: 4_000 },
  framesPerSecond: 23.6,
  framesDropped: { link_behind: 0, awaiting_keyframe: 0 },
};
const HALF: PeerOutputStats = { ...VIDEO, rung: { index: 1, scale: 2, maxKbps: 1_400 } };
const SOUND: PeerOutputStats = { track: 'main_audio', kind: 'audio', flowing: true, framesPerSecond: 50 };
const PAUSED: PeerOutputStats = { track: 'main_video', kind: 'video', flowing: false };

const GOOD: PeerStats = { availableOutgoingKbps: 6_000, sentKbps: 2_400, lossShare: 0, outputs: [VIDEO, SOUND] };
const STEADY: Model = { wantedFps: 24, shownFps: 24 };

const watching = (stats: Partial<PeerStats>): PeerStats => ({ ...GOOD, ...stats });
const at = (framesPerSecond: number, more: Partial<PeerOutputStats> = {}): readonly PeerOutputStats[] => [
  { ...VIDEO, framesPerSecond, ...more },
];

const CASES: [string, Path, PeerStats, Model, string, string][] = [
  ['no peer connection', 'none', {}, STEADY, 'not_connected', 'the client has no peer connection'],
  ['a handshake', 'connecting', {}, STEADY, 'not_connected', 'the connection of the client is being established'],
  ['a lost path', 'disconnected', GOOD, STEADY, 'not_connected', 'the path to the client is interrupted'],
  [
    'a publisher',
    'connected',
    watching({ outputs: [] }),
    STEADY,
    'no_output',
    'no output of the model goes to this client',
  ],
  ['a pause', 'connected', watching({ outputs: [PAUSED] }), STEADY, 'paused', 'the client has paused every output'],
  ['a good link', 'connected', GOOD, STEADY, 'as_configured', 'nothing limits the picture but the options'],
  [
    'some loss that is repaired',
    'connected',
    watching({ lossShare: 0.019 }),
    STEADY,
    'as_configured',
    'nothing limits the picture but the options',
  ],
  [
    'more loss',
    'connected',
    watching({ lossShare: 0.04, availableOutgoingKbps: 900.4, sentKbps: 820 }),
    STEADY,
    'link_limited',
    'the link limits the picture: 4% loss, 900 kbps',
  ],
  [
    'a smaller rung',
    'connected',
    watching({ outputs: [HALF, SOUND], availableOutgoingKbps: 560 }),
    STEADY,
    'link_limited',
    'the link limits the picture: 560 kbps, main_video at 1/2 of its size',
  ],
  [
    'a thin link that is filled',
    'connected',
    watching({ availableOutgoingKbps: 3_000, sentKbps: 2_400 }),
    STEADY,
    'link_limited',
    'the link limits the picture: 3000 kbps',
  ],
  [
    'a thin link that the picture does not fill',
    'connected',
    watching({ availableOutgoingKbps: 3_000, sentKbps: 300 }),
    STEADY,
    'as_configured',
    'nothing limits the picture but the options',
  ],
  [
    'frames left out for a link that is behind',
    'connected',
    watching({ outputs: at(9, { framesDropped: { link_behind: 40 } }) }),
    STEADY,
    'link_limited',
    'the link limits the picture: 6000 kbps, 9 frames a second of main_video',
  ],
  [
    'fewer frames on a free link',
    'connected',
    watching({ outputs: at(12) }),
    STEADY,
    'server_limited',
    'the server limits the picture: it sends 12 of 24 frames a second of main_video',
  ],
  [
    'fewer frames as the options want',
    'connected',
    watching({ outputs: at(10, { rung: { index: 0, scale: 1, maxFramerate: 10, maxKbps: 4_000 } }) }),
    STEADY,
    'as_configured',
    'nothing limits the picture but the options',
  ],
  [
    'a thin link and fewer frames of the same size',
    'connected',
    watching({
      outputs: at(12, { rung: { index: 1, scale: 1, maxFramerate: 12, maxKbps: 1_400 } }),
      availableOutgoingKbps: 800,
    }),
    STEADY,
    'link_limited',
    'the link limits the picture: 800 kbps, main_video at 12 frames a second',
  ],
  [
    'a slow model',
    'connected',
    watching({ outputs: at(11) }),
    { wantedFps: 24, shownFps: 11.04 },
    'model_limited',
    'the model limits the picture: it emits 11 of 24 frames a second',
  ],
  [
    'a slow model, seen by a client without feedback',
    'connected',
    { outputs: at(11) },
    { wantedFps: 24, shownFps: 11 },
    'model_limited',
    'the model limits the picture: it emits 11 of 24 frames a second',
  ],
  [
    'a slow model that names no rate',
    'connected',
    watching({ outputs: at(11) }),
    { wantedFps: undefined, shownFps: 11 },
    'as_configured',
    'nothing limits the picture but the options',
  ],
  [
    'a client that reports nothing',
    'connected',
    { outputs: [VIDEO] },
    STEADY,
    'no_feedback',
    'the client reports nothing about its link, or not yet',
  ],
];

describe('the verdict on a viewer', () => {
  it.each(CASES)('with %s (%s)', (_what, path, stats, model, code, text) => {
    expect(verdictOf({ path, stats }, model)).toEqual({ code, text });
  });
});
