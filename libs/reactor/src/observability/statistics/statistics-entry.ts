import type { ConnectionStatistics, PeerOutputStats, SessionStatistics } from '../../session/index.js';
import { type Verdict, verdictOf } from './verdict.js';

/** Figures have one decimal; shares have four. */
const TENTHS = 10;
const SHARES = 10_000;

/** One output for one viewer, as the route replies with it; absent is not known. */
export interface OutputEntry {
  readonly track: string;
  readonly kind: 'video' | 'audio';
  readonly codec?: string;
  readonly flowing: boolean;
  readonly rung?: {
    readonly index: number;
    readonly scale: number;
    readonly max_kbps: number;
    readonly max_framerate?: number;
  };
  readonly encoder_kbps?: number;
  readonly width?: number;
  readonly height?: number;
  readonly frames_sent?: number;
  readonly fps?: number;
  readonly frames_dropped?: PeerOutputStats['framesDropped'];
  readonly keyframe_requests?: number;
  readonly nacks?: number;
  readonly retransmissions?: number;
}

/** One connection, as the route replies with it; absent is not known. */
export interface ConnectionEntry {
  readonly connection_id: number;
  readonly engine?: string;
  readonly path: ConnectionStatistics['path'];
  readonly candidate_type?: string;
  readonly protocol?: string;
  readonly round_trip_ms?: number;
  readonly link_kbps?: number;
  readonly sent_kbps?: number;
  readonly loss?: number;
  readonly packets_lost?: number;
  readonly packets_dropped?: number;
  readonly keyframe_requests?: number;
  readonly outputs: readonly OutputEntry[];
  readonly verdict: Verdict;
}

/** What the route replies with. */
export interface StatisticsReply {
  readonly session_id: string;
  /** Of the model: what it is to emit, and what it emits. */
  readonly wanted_fps?: number;
  readonly emitted_fps?: number;
  readonly connections: readonly ConnectionEntry[];
}

export function toStatisticsReply(sessionId: string, statistics: SessionStatistics): StatisticsReply {
  return known<StatisticsReply>({
    session_id: sessionId,
    wanted_fps: statistics.wantedFps,
    emitted_fps: rounded(statistics.shownFps),
    connections: statistics.connections.map((connection) => connectionEntry(connection, statistics)),
  });
}

function connectionEntry(connection: ConnectionStatistics, session: SessionStatistics): ConnectionEntry {
  const { connectionId, engine, path, stats } = connection;
  return known<ConnectionEntry>({
    connection_id: connectionId,
    engine,
    path,
    candidate_type: stats.candidateType,
    protocol: stats.protocol,
    round_trip_ms: rounded(stats.roundTripTimeMs),
    link_kbps: rounded(stats.availableOutgoingKbps),
    sent_kbps: rounded(stats.sentKbps),
    loss: rounded(stats.lossShare, SHARES),
    packets_lost: stats.packetsLost,
    packets_dropped: stats.packetsDropped,
    keyframe_requests: stats.keyframeRequests,
    outputs: (stats.outputs ?? []).map(outputEntry),
    verdict: verdictOf(connection, session),
  });
}

function outputEntry({ rung, ...output }: PeerOutputStats): OutputEntry {
  return known<OutputEntry>({
    track: output.track,
    kind: output.kind,
    codec: output.codec,
    flowing: output.flowing,
    rung:
      rung === undefined
        ? undefined
        : {
            index: rung.index,
            scale: rung.scale,
            max_kbps: rung.maxKbps,
            ...(rung.maxFramerate === undefined ? {} : { max_framerate: rung.maxFramerate }),
          },
    encoder_kbps: output.encoderKbps,
    width: output.width,
    height: output.height,
    frames_sent: output.framesSent,
    fps: rounded(output.framesPerSecond),
    frames_dropped: output.framesDropped,
    keyframe_requests: output.keyframeRequests,
    nacks: output.nacks,
    retransmissions: output.retransmissions,
  });
}

function known<T extends object>(entry: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T;
}

function rounded(figure: number | undefined, steps = TENTHS): number | undefined {
  return figure === undefined ? undefined : Math.round(figure * steps) / steps;
}
