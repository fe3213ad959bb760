import type { Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import type { TrackMapping } from '../../session/ports/index.js';
import { hasSoundIce, looksLikeSdp, type SdpSection, splitSdp } from './sdp.js';

/** M-sections of one offer: the tracks that a mapping may name, and one for data. */
const MAX_SECTIONS = 65;

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
 * @param mapping absent where the client names no tracks
 * @param earlier what was planned for the offer before of the same peer connection: a section keeps its tracks until the
 * client rejects it, named again or not
 *
 * Throws `bad_sdp` naming what does not fit.
 */
export function planOffer(
  sdp: string,
  mapping: readonly TrackMapping[] | undefined,
  tracks: readonly Track[],
  earlier: readonly SectionPlan[] = [],
): readonly SectionPlan[] {
  if (!looksLikeSdp(sdp)) {
    throw new ReactorError(
      'bad_sdp',
      'the offer is not an SDP with media, ICE and DTLS parameters; send the localDescription of a peer connection',
      { field: 'sdp' },
    );
  }
  if (!hasSoundIce(sdp)) {
    throw new ReactorError('bad_sdp', 'an ICE user name has 4 to 256 characters and its password 22 to 256', {
      field: 'sdp',
    });
  }
  const { sections } = splitSdp(sdp);
  if (sections.length > MAX_SECTIONS) {
    throw new ReactorError(
      'bad_sdp',
      `the offer has ${sections.length} m-sections and may have ${MAX_SECTIONS}; offer those that the model has tracks for`,
      { field: 'sdp' },
    );
  }
  const live = new Set(sections.filter(({ rejected }) => !rejected).map(({ mid }) => mid));
  const kept = earlier.filter(({ mid }) => live.has(mid));
  return mapping === undefined ? planByOrder(sections, tracks, kept) : planByMapping(sections, mapping, tracks, kept);
}

function planByMapping(
  sections: readonly SdpSection[],
  mapping: readonly TrackMapping[],
  tracks: readonly Track[],
  kept: readonly SectionPlan[],
): readonly SectionPlan[] {
  const byMid = new Map(sections.map((section) => [section.mid, section]));
  const plans = new Map<string, { mid: string; send?: Track; receive?: Track }>(
    kept.map((plan) => [plan.mid, { ...plan }]),
  );
  const carriesMedia = sections.some(
    ({ kind, direction, rejected }) => kind !== 'application' && direction !== 'inactive' && !rejected,
  );
  if (mapping.length === 0 && kept.length === 0 && carriesMedia) {
    throw misfit('track_mapping', 'it is empty, but the offer has media sections; name the track of each section');
  }
  const named = new Set<string>();
  mapping.forEach((entry, i) => {
    const field = `track_mapping[${i}]`;
    const section = byMid.get(entry.mid);
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
    const once = `${direction} ${entry.name}`;
    if (named.has(once)) throw misfit(field, `'${entry.name}' is named twice; only one section can carry it`);
    named.add(once);
    const holder = kept.find((plan) => plan.send === track || plan.receive === track);
    if (holder !== undefined && holder.mid !== entry.mid) {
      throw misfit(field, `'${entry.name}' is on mid '${holder.mid}' already; stop that section first`);
    }
    const plan = plans.get(entry.mid) ?? { mid: entry.mid };
    const holds = plan[direction === 'out' ? 'send' : 'receive'];
    if (holds !== undefined && holds !== track) {
      throw misfit(field, `mid '${entry.mid}' carries '${holds.name}' already; add a section for '${entry.name}'`);
    }
    const opposite = entry.direction === 'recvonly' ? 'sendonly' : 'recvonly';
    if (section.direction === opposite) {
      throw misfit(
        field,
        `mid '${entry.mid}' is ${opposite} in the SDP and cannot carry a track that is ${entry.direction}`,
      );
    }
    if (direction === 'out') plan.send = track;
    else plan.receive = track;
    plans.set(entry.mid, plan);
  });
  return [...plans.values()];
}

/**
 * Gives each section the first tracks of its kind that no earlier section took; some of these clients name a section
 * after its track. What is left over stays empty.
 */
function planByOrder(
  sections: readonly SdpSection[],
  tracks: readonly Track[],
  kept: readonly SectionPlan[],
): readonly SectionPlan[] {
  const free = new Set(tracks);
  for (const { send, receive } of kept)
    for (const track of [send, receive]) if (track !== undefined) free.delete(track);
  const take = (kind: string, direction: Track['direction'], mid: string): Track | undefined => {
    const fitting = [...free].filter((track) => track.kind === kind && track.direction === direction);
    const track = fitting.find(({ name }) => name === mid) ?? fitting[0];
    if (track !== undefined) free.delete(track);
    return track;
  };
  return sections.flatMap(({ kind, mid, direction }): SectionPlan[] => {
    const before = kept.find((plan) => plan.mid === mid);
    if (before !== undefined) return [before];
    if (mid === undefined || direction === 'inactive' || (kind !== 'video' && kind !== 'audio')) return [];
    const send = direction === 'sendonly' ? undefined : take(kind, 'out', mid);
    const receive = direction === 'recvonly' ? undefined : take(kind, 'in', mid);
    if (send === undefined && receive === undefined) return [];
    return [{ mid, ...(send === undefined ? {} : { send }), ...(receive === undefined ? {} : { receive }) }];
  });
}

function misfit(field: string, what: string): ReactorError {
  return new ReactorError('bad_sdp', `${field}: ${what}`, { field });
}
