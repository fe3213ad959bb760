import { describe, expect, it } from '@jest/globals';
import type { IceCandidate } from '../../session/ports/index.js';
import { ClientCandidates } from './client-candidates.js';

/** An offer with so many candidates in its one section. */
function offer(name: string, candidates = 0): string {
  const lines = ['v=0', 's=-', 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:0', `a=ice-ufrag:${name}`];
  for (let i = 0; i < candidates; i++) lines.push(`a=${line(i)}`);
  return lines.map((text) => `${text}\r\n`).join('');
}

const line = (i: number, more = ''): string =>
  `candidate:${i} 1 udp 2113937151 192.0.2.${i} 9 typ host generation 0${more}`;
const candidate = (i: number, more?: string): IceCandidate => ({ candidate: line(i, more), sdpMid: '0' });
const linesOf = (sdp: string): number => sdp.match(/^a=candidate:/gm)?.length ?? 0;

function setUp(maxTried = 4, refuse = false, allowed = Number.POSITIVE_INFINITY) {
  const tried: IceCandidate[] = [];
  const dropped: Record<string, number> = {};
  const candidates = new ClientCandidates({
    maxEarly: 3,
    maxTried,
    rules: {
      judge: (text, client) => {
        if (text.includes(' tcp ')) return text.includes('active') ? 'ignored' : 'tcp_candidate';
        return client === 'near' || !text.includes('10.0.0.') ? 'allowed' : 'denied_candidate';
      },
    },
    allow: () => allowed-- > 0,
    attempt: async (one) => {
      tried.push(one);
      if (refuse) throw new Error('cannot be resolved');
    },
    dropped: (what, count) => (dropped[what] = (dropped[what] ?? 0) + count),
  });
  const begin = (sdp: string, restarts = false, client?: string): string => {
    const bounded = candidates.begin(sdp, restarts, client);
    candidates.taken();
    return bounded;
  };
  return { candidates, begin, tried, dropped };
}

describe('ClientCandidates', () => {
  it('keeps the newest that come before the offer, and tries them once it is taken', () => {
    const { candidates, begin, tried, dropped } = setUp();
    candidates.add([0, 1, 2, 3].map((i) => candidate(i)));
    expect([tried, dropped]).toEqual([[], { early_candidate: 1 }]);
    begin(offer('mine'));
    expect(tried).toEqual([1, 2, 3].map((i) => candidate(i)));
  });

  it('tries as many as it may for one offer, those in it included, and counts the others', () => {
    const { candidates, begin, tried, dropped } = setUp();
    expect(linesOf(begin(offer('mine', 3)))).toBe(3);
    candidates.add([3, 4, 5].map((i) => candidate(i)));
    expect([tried, dropped]).toEqual([[candidate(3)], { excess_candidate: 2 }]);
  });

  it('takes those that are over the bound out of the offer', () => {
    const { begin, dropped } = setUp();
    const bounded = begin(offer('mine', 10));
    expect([linesOf(bounded), dropped]).toEqual([4, { excess_candidate: 6 }]);
    expect(bounded).toBe(offer('mine', 4));
  });

  it('tries one that is told again once, however it is written', () => {
    const { candidates, begin, tried, dropped } = setUp();
    begin(offer('mine', 1));
    candidates.add([candidate(0), candidate(0, ' ufrag mine network-cost 999'), candidate(1), candidate(1)]);
    expect([tried, dropped]).toEqual([[candidate(1)], {}]);
  });

  it('gives no place to one of another offer, nor to the end of candidates', () => {
    const { candidates, begin, tried, dropped } = setUp(1);
    begin(offer('mine'));
    candidates.add([{ candidate: '' }, candidate(0, ' ufrag yours'), candidate(0, ' ufrag mine')]);
    expect([tried, dropped]).toEqual([[candidate(0, ' ufrag mine')], { unusable_candidate: 1 }]);
  });

  it('counts what the engine cannot use', async () => {
    const { candidates, begin, dropped } = setUp(2, true);
    begin(offer('mine'));
    candidates.add([candidate(0), { candidate: 'candidate:nonsense', sdpMLineIndex: 0 }]);
    await new Promise(setImmediate);
    expect(dropped).toEqual({ unusable_candidate: 2 });
  });

  it('begins anew with an ICE restart, and not with another offer', () => {
    const { candidates, begin, tried, dropped } = setUp();
    begin(offer('mine', 4));
    expect(linesOf(begin(offer('mine', 5)))).toBe(4);
    candidates.add([candidate(9)]);
    expect([tried, dropped]).toEqual([[], { excess_candidate: 2 }]);
    begin(offer('next', 3), true);
    candidates.add([candidate(0), candidate(9)]);
    expect(tried).toEqual([candidate(9)]);
  });

  it('begins nothing with an offer that the engine did not take', () => {
    const { candidates, begin, tried, dropped } = setUp();
    begin(offer('mine', 4));
    candidates.begin(offer('next'), true);
    candidates.add([candidate(9, ' ufrag mine'), candidate(9, ' ufrag next')]);
    expect([tried, dropped]).toEqual([[], { excess_candidate: 1, unusable_candidate: 1 }]);
  });

  const inside: IceCandidate = { candidate: 'candidate:9 1 udp 1 10.0.0.1 9 typ host', sdpMid: '0' };
  const passive: IceCandidate = { candidate: 'candidate:8 1 tcp 1 192.0.2.1 9 typ host tcptype passive', sdpMid: '0' };
  const active: IceCandidate = { candidate: 'candidate:7 1 tcp 1 192.0.2.1 9 typ host tcptype active', sdpMid: '0' };
  const withLines = (sdp: string, ...more: IceCandidate[]): string =>
    sdp + more.map(({ candidate: text }) => `a=${text}\r\n`).join('');

  it.each<[string, 'offer' | 'before' | 'after']>([
    ['in the offer', 'offer'],
    ['before it', 'before'],
    ['after it', 'after'],
  ])('leaves out what its rules do not allow, named %s', (_where, when) => {
    const { candidates, begin, tried, dropped } = setUp();
    const named = [inside, passive, active, inside];
    if (when === 'before') candidates.add(named.slice(0, 3));
    const bounded = begin(when === 'offer' ? withLines(offer('mine', 1), ...named) : offer('mine', 1));
    if (when === 'after') candidates.add(named);
    expect([bounded, tried]).toEqual([offer('mine', 1), []]);
    expect(dropped).toEqual({ denied_candidate: when === 'before' ? 1 : 2, tcp_candidate: 1 });
  });

  it('asks its rules with the address of the newest offer that was taken', () => {
    const { candidates, begin, tried, dropped } = setUp();
    begin(offer('mine'), false, 'near');
    candidates.add([inside]);
    begin(offer('next'), true, 'elsewhere');
    candidates.add([inside]);
    expect([tried, dropped]).toEqual([[inside], { denied_candidate: 1 }]);
  });

  it('tries no more over all offers and restarts than its connection may', () => {
    const { candidates, begin, tried, dropped } = setUp(4, false, 5);
    expect(linesOf(begin(offer('mine', 3)))).toBe(3);
    expect(linesOf(begin(offer('next', 3), true))).toBe(2);
    candidates.add([candidate(9), candidate(0)]);
    expect([tried, dropped]).toEqual([[], { excess_candidate: 2 }]);
  });
});
