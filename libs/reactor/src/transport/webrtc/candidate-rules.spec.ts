import { describe, expect, it } from '@jest/globals';
import { CandidateRules } from './candidate-rules.js';

const networks = {
  verdictOf: (host: string, client: string | undefined) =>
    host.endsWith('.local') ? 'unresolved' : host === '203.0.113.9' || client === '127.0.0.1' ? 'allowed' : 'denied',
} as const;

describe('a candidate', () => {
  it.each<[string, string, boolean]>([
    ['candidate:1 1 udp 1 203.0.113.9 5000 typ host', 'allowed', false],
    ['a=candidate:1 1 UDP 1 203.0.113.9 5000 typ srflx raddr 10.0.0.1 rport 9', 'allowed', false],
    ['candidate:1 1 udp 1 10.0.0.1 5000 typ host', 'denied_candidate', false],
    ['candidate:1 1 udp 1 a.local 5000 typ host', 'unusable_candidate', false],
    // Every browser names such; nothing is sent to them.
    ['candidate:1 1 tcp 1 10.0.0.1 9 typ host tcptype active generation 0', 'ignored', false],
    ['candidate:1 1 tcp 1 203.0.113.9 5000 typ host tcptype passive', 'tcp_candidate', false],
    ['candidate:1 1 tcp 1 203.0.113.9 5000 typ host tcptype so', 'tcp_candidate', false],
    ['candidate:1 1 TCP 1 203.0.113.9 5000 typ host', 'tcp_candidate', false],
    // The library takes the type from its place alone, and this one for passive.
    ['candidate:1 1 tcp 1 203.0.113.9 5000 typ host generation 0 tcptype active', 'tcp_candidate', false],
    ['candidate:1 1 tcp 1 203.0.113.9 5000 typ host tcptype passive', 'allowed', true],
    ['candidate:1 1 tcp 1 10.0.0.1 5000 typ host tcptype passive', 'denied_candidate', true],
    ['candidate:1 1 ssltcp 1 203.0.113.9 443 typ host', 'unusable_candidate', true],
    ['candidate:1 1 udp 1 203.0.113.9 5000', 'unusable_candidate', false],
    ['candidate:1 1 udp 1  203.0.113.9 5000 typ host', 'unusable_candidate', false],
    ['nonsense', 'unusable_candidate', false],
  ])('%s is %s (TCP: %s)', (candidate, judgement, takesTcp) => {
    expect(new CandidateRules(networks, takesTcp).judge(candidate, '192.0.2.1')).toBe(judgement);
  });

  it('is judged by the address of its client', () => {
    const judge = (client: string | undefined) =>
      new CandidateRules(networks, false).judge('candidate:1 1 udp 1 10.0.0.1 5000 typ host', client);
    expect(['127.0.0.1', '203.0.113.7', undefined].map(judge)).toEqual([
      'allowed',
      'denied_candidate',
      'denied_candidate',
    ]);
  });
});
