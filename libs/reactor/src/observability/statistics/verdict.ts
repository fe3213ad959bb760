import type { ConnectionStatistics, PeerOutputStats, SessionStatistics } from '../../session/index.js';

/** What limits a viewer's picture. Stable, for programs. */
export type VerdictCode =
  /** No path to the client is open. */
  | 'not_connected'
  /** None of the model's outputs goes to the client. */
  | 'no_output'
  /** The client has paused every output. */
  | 'paused'
  /** The link carries less than the picture takes, or loses packets. */
  | 'link_limited'
  /** The server sends fewer frames than the model emits, although the link is free. */
  | 'server_limited'
  /** The model emits fewer frames than it says. */
  | 'model_limited'
  /** The client does not report what it receives, so that nothing is known of its link. */
  | 'no_feedback'
  /** Nothing limits it but the options. */
  | 'as_configured';

export interface Verdict {
  readonly code: VerdictCode;
  /** One sentence for people, with the figures that it follows from. */
  readonly text: string;
}

/** Share of lost packets from which libwebrtc's estimator does not raise the bitrate any more (loss-based control of GCC). */
const LOSSY = 0.02;

/** A figure below this share of what it should be is too low. */
const ENOUGH = 0.85;

/** Rates differ by so many frames a second without a cause: by a frame, over the two seconds that they are measured. */
const JITTER_FPS = 0.6;

/** An encoder that uses this share of a thin link would use more of a better one. */
const FILLED = 0.7;

/** What limits the picture of one viewer, by what is known about it. */
export function verdictOf(
  { path, stats }: Pick<ConnectionStatistics, 'path' | 'stats'>,
  { wantedFps, shownFps }: Pick<SessionStatistics, 'wantedFps' | 'shownFps'>,
): Verdict {
  if (path !== 'connected') return { code: 'not_connected', text: NOT_CONNECTED[path] };
  const { outputs = [] } = stats;
  if (outputs.length === 0) return { code: 'no_output', text: 'no output of the model goes to this client' };
  const flowing = outputs.filter((output) => output.flowing);
  if (flowing.length === 0) return { code: 'paused', text: 'the client has paused every output' };

  const late = flowing.find((output) => isLate(output, shownFps));
  const limits = linkLimits(stats, flowing, late);
  if (limits.length > 0) return { code: 'link_limited', text: `the link limits the picture: ${limits.join(', ')}` };
  const hasFeedback = [stats.availableOutgoingKbps, stats.lossShare].some((figure) => figure !== undefined);
  if (late !== undefined && hasFeedback) {
    const text = `the server limits the picture: it sends ${round(late.framesPerSecond)} of ${round(shownFps)} frames a second of ${late.track}`;
    return { code: 'server_limited', text };
  }
  if (wantedFps !== undefined && shownFps !== undefined && isBelow(shownFps, wantedFps)) {
    const text = `the model limits the picture: it emits ${round(shownFps)} of ${round(wantedFps)} frames a second`;
    return { code: 'model_limited', text };
  }
  if (!hasFeedback) {
    return { code: 'no_feedback', text: 'the client reports nothing about its link, or not yet' };
  }
  return { code: 'as_configured', text: 'nothing limits the picture but the options' };
}

const NOT_CONNECTED = {
  none: 'the client has no peer connection',
  connecting: 'the connection of the client is being established',
  disconnected: 'the path to the client is interrupted',
} as const;

/** The viewer gets fewer frames than are shown, or than its rung has. */
function isLate({ kind, framesPerSecond, rung }: PeerOutputStats, shownFps: number | undefined): boolean {
  if (kind !== 'video' || framesPerSecond === undefined || shownFps === undefined) return false;
  return isBelow(framesPerSecond, Math.min(shownFps, rung?.maxFramerate ?? shownFps));
}

/** What a rung has less of than the best one. */
function lessOf({ track, rung }: PeerOutputStats): string {
  const { scale = 1, maxFramerate } = rung ?? {};
  const parts = [
    ...(scale > 1 ? [`1/${round(scale)} of its size`] : []),
    ...(maxFramerate === undefined ? [] : [`${round(maxFramerate)} frames a second`]),
  ];
  return `${track} at ${parts.length > 0 ? parts.join(' and ') : `${rung?.maxKbps} kbps`}`;
}

function isBelow(fps: number, wanted: number): boolean {
  return fps < ENOUGH * wanted && wanted - fps > JITTER_FPS;
}

/** The figures that show that the link is the limit; none where it is not. */
function linkLimits(
  stats: ConnectionStatistics['stats'],
  flowing: readonly PeerOutputStats[],
  late: PeerOutputStats | undefined,
): readonly string[] {
  const { lossShare = 0, availableOutgoingKbps: linkKbps, sentKbps } = stats;
  const isLossy = lossShare >= LOSSY;
  const smaller = flowing.filter(({ rung }) => rung !== undefined && rung.index > 0);
  const wantedKbps = flowing.reduce((sum, { rung }) => sum + (rung?.maxKbps ?? 0), 0);
  const isThin = linkKbps !== undefined && linkKbps < ENOUGH * wantedKbps;
  const isFilled = isThin && sentKbps !== undefined && sentKbps >= FILLED * linkKbps;
  const isBehind = late !== undefined && (isThin || (late.framesDropped?.link_behind ?? 0) > 0);
  if (!isLossy && smaller.length === 0 && !isFilled && !isBehind) return [];
  return [
    ...(isLossy ? [`${percent(lossShare)}% loss`] : []),
    ...(linkKbps === undefined ? [] : [`${Math.round(linkKbps)} kbps`]),
    ...smaller.map(lessOf),
    ...(isBehind ? [`${round(late?.framesPerSecond)} frames a second of ${late?.track}`] : []),
  ];
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}

function round(figure: number | undefined): number {
  return Math.round((figure ?? 0) * 10) / 10;
}
