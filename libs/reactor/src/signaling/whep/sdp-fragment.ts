import { WireError } from '@nestjs-reactor/protocol';
import type { IceCandidate } from '../../session/index.js';

/** Name and password of one side's ICE. */
export interface IceCredentials {
  readonly ufrag: string;
  readonly pwd: string;
}

/** What a client says about its ICE after its offer, `application/trickle-ice-sdpfrag` (RFC 8840, 9). */
export interface SdpFragment {
  /** Absent where it names none: candidates of the ICE that is in use. */
  readonly ice?: IceCredentials;
  /** In their order; the end of candidates is the empty one. */
  readonly candidates: readonly IceCandidate[];
}

const ATTRIBUTE = /^a=(ice-ufrag|ice-pwd|mid|candidate|end-of-candidates)(?::(.*))?$/;
const MAX_CANDIDATE_LENGTH = 4_096;

/**
 * Reads a fragment. Sections that share a transport share their ICE: the first credentials count for all.
 *
 * Throws `bad_message` for a text that is none, that names half of the credentials, or more candidates than allowed.
 */
export function parseSdpFragment(text: unknown, maxCandidates: number): SdpFragment {
  const lines = typeof text === 'string' ? text.split(/\r?\n/).filter((line) => line !== '') : [];
  if (lines.length === 0 || !lines.every((line) => /^[a-z]=\P{Cc}*$/u.test(line))) {
    throw bad('the body is not an SDP fragment; send ICE attributes, each on a line of its own');
  }
  let ufrag: string | undefined;
  let pwd: string | undefined;
  let section = -1;
  let mid: string | undefined;
  const candidates: IceCandidate[] = [];
  for (const line of lines) {
    if (line.startsWith('m=')) {
      section++;
      mid = undefined;
    }
    const [, name, value = ''] = ATTRIBUTE.exec(line) ?? [];
    if (name === 'ice-ufrag') ufrag ??= value;
    else if (name === 'ice-pwd') pwd ??= value;
    else if (name === 'mid') mid = value;
    else if (name === 'candidate') candidates.push(placed(`candidate:${value}`, mid, section));
    else if (name === 'end-of-candidates') candidates.push(placed('', mid, section));
  }
  if (candidates.length > maxCandidates) {
    throw bad(`a fragment may have ${maxCandidates} candidates (this one has ${candidates.length}); send fewer`);
  }
  if (ufrag === undefined && pwd === undefined && candidates.length === 0) {
    throw bad('the fragment has neither ICE credentials nor candidates');
  }
  return { ...credentialsOf(ufrag, pwd), candidates };
}

/** The ICE of an answer as a fragment: that of its first section, which the others share. */
export function fragmentOf(answer: string): string {
  const [session = '', first = ''] = answer.split(/^(?=m=)/m);
  const shared = linesOf(session).filter((line) =>
    /^a=(ice-lite$|ice-options:|group:BUNDLE |ice-ufrag:|ice-pwd:)/.test(line),
  );
  const own = linesOf(first).filter((line) => /^(m=|a=(ice-options|ice-ufrag|ice-pwd|mid|candidate):)/.test(line));
  return [...shared, ...own, 'a=end-of-candidates', ''].join('\r\n');
}

/** The ICE credentials in an SDP; undefined where it has none. */
export function iceOf(sdp: string): IceCredentials | undefined {
  const ufrag = /^a=ice-ufrag:(.*?)\r?$/m.exec(sdp)?.[1];
  const pwd = /^a=ice-pwd:(.*?)\r?$/m.exec(sdp)?.[1];
  return ufrag === undefined || pwd === undefined ? undefined : { ufrag, pwd };
}

function placed(candidate: string, mid: string | undefined, section: number): IceCandidate {
  if (candidate.length > MAX_CANDIDATE_LENGTH) throw bad(`a candidate may have ${MAX_CANDIDATE_LENGTH} characters`);
  return { candidate, ...(mid === undefined ? { sdpMLineIndex: Math.max(section, 0) } : { sdpMid: mid }) };
}

function credentialsOf(ufrag: string | undefined, pwd: string | undefined): Pick<SdpFragment, 'ice'> {
  if (ufrag === undefined && pwd === undefined) return {};
  // Their lengths are checked with the offer that they are put into.
  if (ufrag === undefined || pwd === undefined || /\s/.test(ufrag + pwd)) {
    throw bad('a fragment that names ice-ufrag or ice-pwd must name both, without spaces');
  }
  return { ice: { ufrag, pwd } };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function bad(message: string): WireError {
  return new WireError('bad_message', message);
}
