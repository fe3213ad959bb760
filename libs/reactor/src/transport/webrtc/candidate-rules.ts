import type { PeerDrop } from '../../session/ports/index.js';
import type { CandidateNetworks } from './candidate-networks.js';

/** Foundation, component, protocol, priority, address, port and type of a candidate's attribute (RFC 8839, 5.1). */
const CANDIDATE = /^candidate:\S+ (\d+) (\S+) \d+ (\S+) (\d+) typ (\S+)/i;

/** A candidate's attribute, as far as it says where it leads. */
export interface CandidatePlace {
  readonly component: string;
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly type: string;
  /** Empty where it has none. */
  readonly tcpType: string;
}

/** Undefined for a text that is no candidate. */
export function placeOf(candidate: string): CandidatePlace | undefined {
  const text = candidate.replace(/^a=/, '').toLowerCase();
  const [, component, protocol, host, port, type] = CANDIDATE.exec(text) ?? [];
  if (component === undefined) return undefined;
  const tcpType = / tcptype (\S+)/.exec(text)?.[1] ?? '';
  return { component, protocol: protocol!, host: host!, port: port!, type: type!, tcpType };
}

/** `ignored`: nothing would be sent to it, and every browser names some; `allowed`: it may be tried. */
export type CandidateJudgement =
  'allowed' | 'ignored' | Extract<PeerDrop, 'denied_candidate' | 'tcp_candidate' | 'unusable_candidate'>;

/** Decides about each candidate by itself, whatever came before. */
export class CandidateRules {
  constructor(
    private readonly networks: Pick<CandidateNetworks, 'verdictOf'>,
    private readonly takesTcp: boolean,
  ) {}

  /** @param client IP address that the candidate's offer came from, where it is known */
  judge(candidate: string, client: string | undefined): CandidateJudgement {
    const place = placeOf(candidate);
    if (place === undefined || !['udp', 'tcp'].includes(place.protocol)) return 'unusable_candidate';
    if (place.protocol === 'tcp' && !this.takesTcp) {
      // Of a client that connects itself; 9 is the port of RFC 6544 (4.5) for it.
      return place.tcpType === 'active' && place.port === '9' ? 'ignored' : 'tcp_candidate';
    }
    const verdict = this.networks.verdictOf(place.host, client);
    if (verdict === 'denied') return 'denied_candidate';
    return verdict === 'allowed' ? 'allowed' : 'unusable_candidate';
  }
}
