import { describe, expect, it } from '@jest/globals';
import { readPeerStats, type SentOutput, sentTotalsOf } from './peer-stats.js';

const VIDEO: SentOutput = { mid: '0', name: 'main_video', kind: 'video', flowing: true };
const FULL = { index: 0, scale: 1, minKbps: 2_000, maxKbps: 4_000 };
const PAUSED: SentOutput = { mid: '1', name: 'depth', kind: 'video', flowing: false };

const UNMEASURED = { sentKbps: undefined, lossShare: undefined };

/** As libwebrtc M106 reports them, without what is not read. */
const REPORTS = new Map<string, Record<string, unknown>>(
  [
    { id: 'C0', type: 'codec', mimeType: 'video/VP8' },
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P', bytesSent: 1_653_228 },
    {
      id: 'P',
      type: 'candidate-pair',
      localCandidateId: 'L',
      currentRoundTripTime: 0.041,
      availableOutgoingBitrate: 900_400,
    },
    { id: 'L', type: 'local-candidate', protocol: 'udp', candidateType: 'host' },
    {
      id: 'O0',
      type: 'outbound-rtp',
      kind: 'video',
      mid: '0',
      codecId: 'C0',
      bytesSent: 1_000,
      packetsSent: 150,
      framesEncoded: 100,
      framesSent: 99,
      framesPerSecond: 24,
      totalEncodeTime: 0.5,
      frameWidth: 640,
      frameHeight: 360,
      pliCount: 2,
      nackCount: 9,
      retransmittedPacketsSent: 8,
    },
    { id: 'O1', type: 'outbound-rtp', kind: 'video', mid: '1', codecId: 'C0', framesPerSecond: 3 },
    { id: 'R0', type: 'remote-inbound-rtp', packetsLost: 5 },
    { id: 'R1', type: 'remote-inbound-rtp', packetsLost: 1 },
  ].map((report) => [report.id, report]),
);

describe('the statistics of a peer of libwebrtc', () => {
  it('have the names and units of the port', () => {
    expect(readPeerStats(REPORTS, 'connected', [VIDEO], { sentKbps: 812.5, lossShare: 0.04 }, () => FULL)).toEqual({
      path: 'connected',
      roundTripTimeMs: 41,
      availableOutgoingKbps: 900.4,
      sentKbps: 812.5,
      bytesSent: 1_000,
      framesEncoded: 100,
      framesPerSecond: 27,
      packetsLost: 6,
      lossShare: 0.04,
      keyframeRequests: 2,
      encodeMs: 5,
      candidateType: 'host',
      protocol: 'udp',
      outputs: [
        {
          track: 'main_video',
          kind: 'video',
          codec: 'VP8',
          flowing: true,
          rung: { index: 0, scale: 1, maxKbps: 4_000 },
          width: 640,
          height: 360,
          framesSent: 99,
          framesPerSecond: 24,
          keyframeRequests: 2,
          nacks: 9,
          retransmissions: 8,
        },
      ],
    });
    expect(sentTotalsOf(REPORTS)).toEqual({ bytes: 1_653_228, packets: 150, packetsLost: 6 });
  });

  it('have neither rung nor rate of an output that is paused', () => {
    const { outputs } = readPeerStats(REPORTS, 'connected', [PAUSED], UNMEASURED, () => FULL);
    expect(outputs).toEqual([{ track: 'depth', kind: 'video', codec: 'VP8', flowing: false }]);
  });

  it.each([
    ['new', 'connecting'],
    ['connecting', 'connecting'],
    ['connected', 'connected'],
    ['disconnected', 'disconnected'],
    ['failed', 'disconnected'],
    ['closed', 'disconnected'],
  ] as const)('say of a connection that is %s that its path is %s', (state, path) => {
    expect(readPeerStats(new Map(), state, [], UNMEASURED, () => FULL)).toEqual({ path, outputs: [] });
  });
});
