import type { PeerStats } from '../../session/ports/index.js';

type Report = Readonly<Record<string, unknown>>;

function number(report: Report | undefined, key: string): number | undefined {
  const value = report?.[key];
  return typeof value === 'number' ? value : undefined;
}

function sum(reports: readonly Report[], key: string): number | undefined {
  const values = reports.map((report) => number(report, key)).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0);
}

/** The engine's report in the port's names and units; video tracks are summed. */
export function readPeerStats(stats: ReadonlyMap<string, Report>): PeerStats {
  const reports = [...stats.values()];
  const video = reports.filter((report) => report['type'] === 'outbound-rtp' && report['kind'] === 'video');
  const remote = reports.filter((report) => report['type'] === 'remote-inbound-rtp');
  const transport = reports.find((report) => report['type'] === 'transport');
  const pair = reports.find(
    (report) => report['type'] === 'candidate-pair' && report['id'] === transport?.['selectedCandidatePairId'],
  );
  const roundTrip = number(pair, 'currentRoundTripTime');
  const outgoing = number(pair, 'availableOutgoingBitrate');
  const encoded = sum(video, 'framesEncoded');
  const encodeTime = sum(video, 'totalEncodeTime');
  const local = reports.find((report) => report['id'] === pair?.['localCandidateId']);
  const found: Record<keyof PeerStats, number | string | undefined> = {
    roundTripTimeMs: roundTrip === undefined ? undefined : roundTrip * 1000,
    availableOutgoingKbps: outgoing === undefined ? undefined : outgoing / 1000,
    bytesSent: sum(video, 'bytesSent'),
    framesEncoded: encoded,
    framesPerSecond: sum(video, 'framesPerSecond'),
    packetsLost: sum(remote, 'packetsLost'),
    keyframeRequests: sum(video, 'pliCount'),
    encodeMs: encoded && encodeTime !== undefined ? (1000 * encodeTime) / encoded : undefined,
    candidateType: typeof local?.['candidateType'] === 'string' ? local['candidateType'] : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as PeerStats;
}
