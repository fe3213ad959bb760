import type { IceCandidate, PeerDrop } from '../../session/ports/index.js';
import { withCandidates } from './sdp.js';

/** Foundation, component, protocol, priority, address, port and type of a candidate's attribute (RFC 8839, 5.1). */
const CANDIDATE = /^candidate:\S+ (\d+) (\S+) \d+ (\S+) (\d+) typ (\S+)/i;

/** What a peer does with its client's candidates, and whom it tells of those that come to nothing. */
export interface CandidateHandling {
  /** Candidates that are kept until the offer was taken; the oldest go. */
  readonly maxEarly: number;
  /** Candidates that are tried for one offer or ICE restart, those in the offer included. */
  readonly maxTried: number;
  /** Has the engine try one; rejects for one that is of no use. */
  attempt(candidate: IceCandidate): Promise<void>;
  dropped(what: PeerDrop, count: number): void;
}

/** The candidates of one offer, up to its ICE restart. */
interface Generation {
  /** User names of the client's ICE. */
  readonly names: ReadonlySet<string>;
  readonly tried: Set<string>;
}

/**
 * The ICE candidates of one client. The engine checks each from every address of its own, again and again while it is
 * silent, so that some hundred of them take its network thread for themselves. Of one offer or ICE restart so many are
 * tried as the bound says; one that is told twice counts once, and one of another offer not at all.
 */
export class ClientCandidates {
  private early: IceCandidate[] | undefined = [];
  private current: Generation = { names: new Set(), tried: new Set() };
  private next: Generation = this.current;

  constructor(private readonly handling: CandidateHandling) {}

  /**
   * An offer is about to be set; nothing has changed before it is `taken`.
   * @param restarts it has other ICE credentials than the one before
   * @returns the offer without those of its candidates that are over the bound
   */
  begin(offer: string, restarts: boolean): string {
    const names = new Set([...offer.matchAll(/^a=ice-ufrag:(.*?)\r?$/gm)].map(([, name]) => name!));
    this.next = { names, tried: new Set(restarts ? [] : this.current.tried) };
    let excess = 0;
    const bounded = withCandidates(offer, (candidate, mid) => {
      const admitted = this.admit(this.next, keyOf(candidate, mid)) !== 'excess';
      if (!admitted) excess++;
      return admitted;
    });
    this.drop('excess_candidate', excess);
    return bounded;
  }

  /** The engine has set the offer: candidates that came before it are tried. */
  taken(): void {
    this.current = this.next;
    const early = this.early ?? [];
    this.early = undefined;
    this.tryAll(early);
  }

  add(candidates: readonly IceCandidate[]): void {
    if (this.early === undefined) {
      this.tryAll(candidates);
      return;
    }
    const all = [...this.early, ...candidates];
    this.early = all.slice(-this.handling.maxEarly);
    this.drop('early_candidate', all.length - this.early.length);
  }

  private tryAll(candidates: readonly IceCandidate[]): void {
    const fresh = candidates.filter(({ candidate }) => candidate !== '');
    const own = fresh.filter(({ candidate }) => {
      const name = / ufrag (\S+)/.exec(candidate)?.[1];
      return name === undefined || this.current.names.has(name);
    });
    this.drop('unusable_candidate', fresh.length - own.length);
    let excess = 0;
    for (const candidate of own) {
      const verdict = this.admit(
        this.current,
        keyOf(candidate.candidate, candidate.sdpMid ?? `#${candidate.sdpMLineIndex}`),
      );
      if (verdict === 'excess') excess++;
      // A name that only the client's own network resolves is of no use and does no harm.
      if (verdict === 'new') this.handling.attempt(candidate).catch(() => this.drop('unusable_candidate', 1));
    }
    this.drop('excess_candidate', excess);
  }

  private admit({ tried }: Generation, key: string): 'new' | 'known' | 'excess' {
    if (tried.has(key)) return 'known';
    if (tried.size >= this.handling.maxTried) return 'excess';
    tried.add(key);
    return 'new';
  }

  private drop(what: PeerDrop, count: number): void {
    if (count > 0) this.handling.dropped(what, count);
  }
}

/** The same for candidates that lead to the same place. */
function keyOf(candidate: string, section: string): string {
  const [, ...place] = CANDIDATE.exec(candidate.replace(/^a=/, '')) ?? [];
  const tcp = / tcptype (\S+)/.exec(candidate)?.[1] ?? '';
  return [section, ...(place.length === 0 ? [candidate] : place), tcp].join(' ').toLowerCase();
}
