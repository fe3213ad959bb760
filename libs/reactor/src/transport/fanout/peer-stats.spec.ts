import { describe, expect, it } from '@jest/globals';
import { toPeerStats } from './peer-stats.js';
import type { HubOutputStats, HubPeerStats } from './worker/messages.js';

const OUTPUT: HubOutputStats = {
  track: 1,
  codec: 'VP8',
  flowing: true,
  rung: { index: 1, scale: 2, minKbps: 700, maxKbps: 1_400 },
  encoderKbps: 828,
  framesSent: 300,
  framesDropped: { link_behind: 4, awaiting_keyframe: 1, not_taken: 0 },
  keyframeRequests: 2,
};
const SOUND: HubOutputStats = {
  ...OUTPUT,
  track: 2,
  codec: 'opus',
  rung: { index: 0, scale: 1, minKbps: 6, maxKbps: 510 },
};
const PEER: HubPeerStats = {
  estimateKbps: 900,
  bytesSent: 10,
  packetsLost: 17,
  lossShare: 0.04,
  keyframeRequests: 2,
  protocol: 'tcp',
  packetsDropped: 12,
  outputs: [],
};

const outputsOf = (output: HubOutputStats, picture?: { readonly width: number; readonly height: number }) =>
  toPeerStats({ ...PEER, outputs: [output] }, 'connected', {
    trackOf: (id) =>
      ({ 1: { name: 'main_video', kind: 'video' } as const, 2: { name: 'main_audio', kind: 'audio' } as const })[id],
    lastPicture: () => picture,
  }).outputs;

describe('the statistics of a peer of the fan-out', () => {
  it('have the names of the port, and nothing that is not known', () => {
    const known = { trackOf: () => undefined, lastPicture: () => undefined };
    expect(toPeerStats(PEER, 'disconnected', known)).toEqual({
      path: 'disconnected',
      availableOutgoingKbps: 900,
      bytesSent: 10,
      framesEncoded: 0,
      packetsLost: 17,
      lossShare: 0.04,
      keyframeRequests: 2,
      candidateType: 'host',
      protocol: 'tcp',
      packetsDropped: 12,
      outputs: [],
    });
  });

  it.each([
    [undefined, {}],
    [
      { width: 1_280, height: 720 },
      { width: 640, height: 360 },
    ],
    [
      { width: 321, height: 181 },
      { width: 160, height: 90 },
    ],
    // Libwebrtc makes no picture smaller than that.
    [
      { width: 24, height: 8 },
      { width: 16, height: 8 },
    ],
  ])('have the size of the rung of a picture of %j', (picture, size) => {
    expect(outputsOf(OUTPUT, picture)).toEqual([
      {
        track: 'main_video',
        kind: 'video',
        codec: 'VP8',
        flowing: true,
        rung: { index: 1, scale: 2, maxKbps: 1_400 },
        encoderKbps: 828,
        ...size,
        framesSent: 300,
        framesDropped: { link_behind: 4, awaiting_keyframe: 1, not_taken: 0 },
        keyframeRequests: 2,
      },
    ]);
  });

  it('have no rung and no size of sound, and no output that is not the session’s', () => {
    expect(outputsOf(SOUND, { width: 640, height: 360 })?.[0]).not.toHaveProperty('rung');
    expect(outputsOf(SOUND, { width: 640, height: 360 })?.[0]).not.toHaveProperty('width');
    expect(outputsOf({ ...OUTPUT, track: 3 })).toEqual([]);
  });
});
