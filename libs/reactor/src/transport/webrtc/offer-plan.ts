import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type { TrackMapping } from '../../session/ports/index.js';
import { looksLikeSdp, splitSdp } from './sdp.js';

/** What one m-section of the offer is for. */
export interface SectionPlan {
  readonly mid: string;
  /** The model's output sent there. */
  readonly send?: Track;
  /** The model's input received there. */
  readonly receive?: Track;
}

/**
 * Holds the client's mapping against the model's tracks and the SDP's m-sections, before anything is built for it.
 *
 * Throws `bad_sdp` naming what does not fit.
 */
export function planOffer(
  sdp: string,
  mapping: readonly TrackMapping[],
  tracks: readonly Track[],
): readonly SectionPlan[] {
  if (!looksLikeSdp(sdp)) {
    throw new ReactorError(
      'bad_sdp',
      'the offer is not an SDP with media, ICE and DTLS parameters; send the localDescription of a peer connection',
      {
        field: 'sdp',
      },
    );
  }
  const sections = new Map(splitSdp(sdp).sections.map((section) => [section.mid, section]));
  const plans = new Map<string, { mid: string; send?: Track; receive?: Track }>();
  mapping.forEach((entry, i) => {
    const field = `track_mapping[${i}]`;
    const section = sections.get(entry.mid);
    if (section === undefined) throw misfit(field, `the offer has no m-section with mid '${entry.mid}'`);
    if (section.kind !== entry.kind) throw misfit(field, `mid '${entry.mid}' is ${section.kind}, not ${entry.kind}`);
    const direction = entry.direction === 'recvonly' ? 'out' : 'in';
    const track = tracks.find((candidate) => candidate.name === entry.name && candidate.direction === direction);
    if (track === undefined || track.kind !== entry.kind) {
      const known = tracks.filter((candidate) => candidate.direction === direction).map((candidate) => candidate.name);
      throw misfit(
        field,
        `the model has no ${entry.kind} track '${entry.name}' that a client could ${direction === 'out' ? 'watch' : 'send'}; it has ${known.join(', ') || 'none'}`,
      );
    }
    const plan = plans.get(entry.mid) ?? { mid: entry.mid };
    if (direction === 'out') plan.send = track;
    else plan.receive = track;
    plans.set(entry.mid, plan);
  });
  return [...plans.values()];
}

function misfit(field: string, what: string): ReactorError {
  return new ReactorError('bad_sdp', `${field}: ${what}`, { field });
}
