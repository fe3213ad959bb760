import type { MediaPath, PeerOutputStats, PeerStats } from '../../session/ports/index.js';
import type { Rung } from '../webrtc/ladder.js';
import type { PathState } from '../webrtc/path-watch.js';

type Report = Readonly<Record<string, unknown>>;

/** What a peer sends, as it was agreed on. */
export interface SentOutput {
  readonly mid: string;
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly flowing: boolean;
}

function number(report: Report | undefined, key: string): number | undefined {
  const value = report?.[key];
  return typeof value === 'number' ? value : undefined;
}

function text(report: Report | undefined, key: string): string | undefined {
  const value = report?.[key];
  return typeof value === 'string' ? value : undefined;
}

function sum(reports: readonly Report[], key: string): number | undefined {
  const values = reports.map((report) => number(report, key)).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0);
}

/** Without what the engine did not report. */
function known<T extends object>(found: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as T;
}

/** Measured between two reports. */
export interface MeasuredRates {
  readonly sentKbps: number | undefined;
  readonly lossShare: number | undefined;
}

/** Counters of the whole connection that rates are measured with; undefined where they are not reported. */
export function sentTotalsOf(stats: ReadonlyMap<string, Report>): {
  /** Headers and messages included. */
  readonly bytes: number | undefined;
  readonly packets: number | undefined;
  readonly packetsLost: number | undefined;
} {
  const reports = [...stats.values()];
  const ofType = (type: string): Report[] => reports.filter((report) => report['type'] === type);
  return {
    bytes: sum(ofType('transport'), 'bytesSent'),
    packets: sum(ofType('outbound-rtp'), 'packetsSent'),
    packetsLost: sum(ofType('remote-inbound-rtp'), 'packetsLost'),
  };
}

/**
 * The engine's report in the port's names and units; video tracks are summed.
 * @param rungOf of each section of video
 */
export function readPeerStats(
  stats: ReadonlyMap<string, Report>,
  state: PathState,
  outputs: readonly SentOutput[],
  rates: MeasuredRates,
  rungOf: (mid: string) => Rung & { readonly index: number },
): PeerStats {
  const reports = [...stats.values()];
  const outbound = reports.filter((report) => report['type'] === 'outbound-rtp');
  const video = outbound.filter((report) => report['kind'] === 'video');
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
  return known<PeerStats>({
    path: pathOf(state),
    roundTripTimeMs: roundTrip === undefined ? undefined : roundTrip * 1000,
    availableOutgoingKbps: outgoing === undefined ? undefined : outgoing / 1000,
    sentKbps: rates.sentKbps,
    bytesSent: sum(video, 'bytesSent'),
    framesEncoded: encoded,
    framesPerSecond: sum(video, 'framesPerSecond'),
    packetsLost: sum(remote, 'packetsLost'),
    lossShare: rates.lossShare,
    keyframeRequests: sum(video, 'pliCount'),
    encodeMs: encoded && encodeTime !== undefined ? (1000 * encodeTime) / encoded : undefined,
    candidateType: text(local, 'candidateType'),
    protocol: text(local, 'protocol'),
    outputs: outputs.map((output) =>
      outputStats(
        output,
        outbound.find(({ mid }) => mid === output.mid),
        stats,
        output.flowing && output.kind === 'video' ? rungOf(output.mid) : undefined,
      ),
    ),
  });
}

function outputStats(
  { name: track, kind, flowing }: SentOutput,
  report: Report | undefined,
  stats: ReadonlyMap<string, Report>,
  rung: (Rung & { readonly index: number }) | undefined,
): PeerOutputStats {
  const mimeType = text(stats.get(text(report, 'codecId') ?? ''), 'mimeType');
  return known<PeerOutputStats>({
    track,
    kind,
    codec: mimeType?.replace(/^\w+\//, ''),
    flowing,
    rung: rung === undefined ? undefined : shownRung(rung),
    width: number(report, 'frameWidth'),
    height: number(report, 'frameHeight'),
    framesSent: number(report, 'framesSent'),
    framesPerSecond: flowing ? number(report, 'framesPerSecond') : undefined,
    keyframeRequests: number(report, 'pliCount'),
    nacks: number(report, 'nackCount'),
    retransmissions: number(report, 'retransmittedPacketsSent'),
  });
}

function shownRung({
  index,
  scale,
  maxFramerate,
  maxKbps,
}: Rung & { readonly index: number }): PeerOutputStats['rung'] {
  return { index, scale, maxKbps, ...(maxFramerate === undefined ? {} : { maxFramerate }) };
}

function pathOf(state: PathState): MediaPath {
  if (state === 'connected') return 'connected';
  return state === 'new' || state === 'connecting' ? 'connecting' : 'disconnected';
}
