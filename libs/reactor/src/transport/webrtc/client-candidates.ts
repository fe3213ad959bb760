import type { IceCandidate, PeerDrop } from '../../session/ports/index.js';
import { type CandidateRules, placeOf } from './candidate-rules.js';
import { withCandidates } from './sdp.js';

/** Limits and callbacks for a client's candidates: to add one to the engine, and to report a dropped one. */
export interface CandidateHandling {
  /** Candidates that are kept until the offer was taken; the oldest go. */
  readonly maxEarly: number;
  /** Candidates that are tried for one offer or ICE restart, those in the offer included. */
  readonly maxTried: number;
  /** What each has to be like. */
  readonly rules: Pick<CandidateRules, 'judge'>;
  /** Counts one that is to be tried, over all offers of the connection; false where it is one too many. */
  allow(): boolean;
  /** Has the engine try one; rejects for one that is of no use. */
  attempt(candidate: IceCandidate): Promise<void>;
  dropped(what: PeerDrop, count: number): void;
}

/** The candidates of one offer, up to its ICE restart. */
interface Generation {
  /** User names of the client's ICE. */
  readonly names: ReadonlySet<string>;
  readonly tried: Set<string>;
  /** IP address that the offer came from, where it is known. */
  readonly client: string | undefined;
}

/** `new` is tried, `known` is tried already, `ignored` leads nowhere; any other is dropped and counted as that. */
type Verdict = 'new' | 'known' | 'ignored' | PeerDrop;

/**
 * The ICE candidates of one client. Those that lead where the client may not have the server send are left out. The
 * engine checks each from every address of its own, again and again while it is silent, so that some hundred of them
 * take its network thread for themselves. Of one offer or ICE restart so many are tried as the bound says; one that is
 * sent twice counts once, and one of another offer not at all.
 */
export class ClientCandidates {
  private early: IceCandidate[] | undefined = [];
  private current: Generation = { names: new Set(), tried: new Set(), client: undefined };
  private next: Generation = this.current;

  constructor(private readonly handling: CandidateHandling) {}

  /**
   * An offer is about to be set; nothing has changed before it is `taken`.
   * @param restarts it has other ICE credentials than the one before
   * @param client IP address that it came from, where it is known
   * @returns the offer without those of its candidates that are not to be tried
   */
  begin(offer: string, restarts: boolean, client?: string): string {
    const names = new Set([...offer.matchAll(/^a=ice-ufrag:(.*?)\r?$/gm)].map(([, name]) => name!));
    this.next = { names, tried: new Set(restarts ? [] : this.current.tried), client };
    const drops = new Drops();
    const bounded = withCandidates(offer, (candidate, mid) => {
      const verdict = this.admit(this.next, candidate, mid);
      drops.note(verdict);
      return verdict === 'new' || verdict === 'known';
    });
    this.dropAll(drops);
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
    const drops = new Drops();
    for (const candidate of own) {
      const section = candidate.sdpMid ?? `#${candidate.sdpMLineIndex}`;
      const verdict = this.admit(this.current, candidate.candidate, section);
      drops.note(verdict);
      // A name that only the client's own network resolves is of no use and does no harm.
      if (verdict === 'new') this.handling.attempt(candidate).catch(() => this.drop('unusable_candidate', 1));
    }
    this.dropAll(drops);
  }

  private admit({ tried, client }: Generation, candidate: string, section: string): Verdict {
    const judgement = this.handling.rules.judge(candidate, client);
    if (judgement !== 'allowed') return judgement;
    const key = keyOf(candidate, section);
    if (tried.has(key)) return 'known';
    if (tried.size >= this.handling.maxTried || !this.handling.allow()) return 'excess_candidate';
    tried.add(key);
    return 'new';
  }

  private dropAll({ counts }: Drops): void {
    for (const [what, count] of counts) this.drop(what, count);
  }

  private drop(what: PeerDrop, count: number): void {
    if (count > 0) this.handling.dropped(what, count);
  }
}

/** What was dropped of several candidates. */
class Drops {
  readonly counts = new Map<PeerDrop, number>();

  note(verdict: Verdict): void {
    if (verdict === 'new' || verdict === 'known' || verdict === 'ignored') return;
    this.counts.set(verdict, (this.counts.get(verdict) ?? 0) + 1);
  }
}

/** The same for candidates that lead to the same place. */
function keyOf(candidate: string, section: string): string {
  const place = placeOf(candidate);
  return [section.toLowerCase(), ...(place === undefined ? [candidate] : Object.values(place))].join(' ');
}
