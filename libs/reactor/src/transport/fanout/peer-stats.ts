import type { Track } from '../../contract/index.js';
import type { I420Picture } from '../../media/index.js';
import type { PeerOutputStats, PeerStats } from '../../session/ports/index.js';
import type { HubOutputStats, HubPathState, HubPeerStats } from './worker/messages.js';

/** What is known of the outputs here, and not in the thread. */
export interface KnownOutputs {
  trackOf(id: number): Pick<Track, 'name' | 'kind'> | undefined;
  lastPicture(track: string): Pick<I420Picture, 'width' | 'height'> | undefined;
}

/** Least width and height that libwebrtc encodes, in pixels. */
const LEAST_SIZE = 16;

/** The thread's counters in the port's names. */
export function toPeerStats(stats: HubPeerStats, path: HubPathState, known: KnownOutputs): PeerStats {
  const { estimateKbps, outputs, ...counters } = stats;
  const named = outputs.flatMap((output) => toOutputStats(output, known));
  return {
    ...counters,
    path,
    ...(estimateKbps === undefined ? {} : { availableOutgoingKbps: estimateKbps }),
    framesEncoded: named
      .filter(({ kind }) => kind === 'video')
      .reduce((sum, { framesSent = 0 }) => sum + framesSent, 0),
    ...(stats.protocol === 'websocket' ? {} : { candidateType: 'host' }),
    outputs: named,
  };
}

function toOutputStats({ track, rung, ...counters }: HubOutputStats, known: KnownOutputs): PeerOutputStats[] {
  const { name, kind } = known.trackOf(track) ?? {};
  if (name === undefined || kind === undefined) return [];
  const output = { ...counters, track: name, kind };
  if (rung === undefined || kind === 'audio') return [output];
  const { index, scale, maxFramerate, maxKbps } = rung;
  return [
    {
      ...output,
      rung: { index, scale, maxKbps, ...(maxFramerate === undefined ? {} : { maxFramerate }) },
      ...sizeOf(known.lastPicture(name), scale),
    },
  ];
}

function sizeOf(picture: Pick<I420Picture, 'width' | 'height'> | undefined, scale: number): object {
  if (picture === undefined) return {};
  const scaled = (size: number): number => Math.min(size, Math.max(LEAST_SIZE, Math.floor(size / scale)));
  return { width: scaled(picture.width), height: scaled(picture.height) };
}
