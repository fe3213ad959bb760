import type { EncodedStream, MediaPath, MediaPeer, PeerStats, RunningEncoder } from '../ports/index.js';
import type { Participants } from './participants.js';

/** One client's connection, as its engine measures it. */
export interface ConnectionStatistics {
  readonly connectionId: number;
  /** Name of the media engine; undefined where the client has neither a peer connection nor a stream. */
  readonly engine: string | undefined;
  /** `none`: the client has neither a peer connection nor a stream. */
  readonly path: MediaPath | 'none';
  readonly stats: PeerStats;
}

/** What the viewers of a session get, now. */
export interface SessionStatistics {
  /** Frames a second that the model is to emit; undefined where it names no rate. */
  readonly wantedFps: number | undefined;
  /** That it emitted over the last seconds; undefined before that is known. */
  readonly shownFps: number | undefined;
  /** Those that run for this session. */
  readonly encoders: readonly RunningEncoder[];
  /** In the order in which the clients came. */
  readonly connections: readonly ConnectionStatistics[];
}

/** What the statistics read of a session's output. */
export interface StatisticsOutput {
  readonly wantedFps: number | undefined;
  readonly shownFps: number | undefined;
  engineOf(peer: MediaPeer | EncodedStream): string | undefined;
  /** Encoders of an engine that encodes for several viewers; undefined for one that encodes for each. */
  encodersOf(engine: string): readonly RunningEncoder[] | undefined;
  /** Those that have peers of this session. */
  readonly engineNames: readonly string[];
}

/** Reads the counters of every connection; one that does not report them in time has none. */
export async function readSessionStatistics(
  participants: Pick<Participants, 'stats' | 'find'>,
  output: StatisticsOutput,
): Promise<SessionStatistics> {
  const all = await participants.stats();
  const connections = [...all].flatMap(([connectionId, stats]): ConnectionStatistics[] => {
    const participant = participants.find(connectionId);
    // It left while the others reported.
    if (participant === undefined) return [];
    const media = participant.media;
    if (media === undefined) return [{ connectionId, engine: undefined, path: 'none', stats: {} }];
    const path = stats.path ?? (participant.open ? 'connected' : 'connecting');
    return [{ connectionId, engine: output.engineOf(media), path, stats }];
  });
  const { wantedFps, shownFps } = output;
  return { wantedFps, shownFps, encoders: encodersOf(connections, output), connections };
}

/** Of an engine that encodes for each viewer, there is one for each output that flows. */
function encodersOf(connections: readonly ConnectionStatistics[], output: StatisticsOutput): RunningEncoder[] {
  const shared = output.engineNames.flatMap((engine) => output.encodersOf(engine) ?? []);
  const own = connections
    .filter(({ engine }) => engine !== undefined && output.encodersOf(engine) === undefined)
    .flatMap(({ stats }) => stats.outputs ?? [])
    .flatMap(({ track, kind, codec, flowing, rung }) =>
      flowing && codec !== undefined ? [{ track, kind, codec, scale: rung?.scale ?? 1 }] : [],
    );
  return [...shared, ...own];
}
