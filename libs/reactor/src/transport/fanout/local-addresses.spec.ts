import { describe, expect, it } from '@jest/globals';
import { announcedCandidates } from '../webrtc/announced-addresses.js';
import { hostCandidates } from './local-addresses.js';

const ADDRESSES = [
  { address: '192.0.2.1', port: 4000 },
  { address: '2001:db8::1', port: 4001 },
  { address: '192.0.2.1', port: 4000, protocol: 'tcp' },
  { address: '2001:db8::1', port: 4001, protocol: 'tcp' },
] as const;

const priorityOf = (candidate: string): number => Number(candidate.split(' ')[3]);

describe('our candidates', () => {
  const candidates = hostCandidates(ADDRESSES);

  it('name each address, over TCP as one that waits for connections', () => {
    expect(candidates.map((candidate) => candidate.replace(/ \d{9,} /, ' P '))).toEqual([
      'candidate:1 1 udp P 192.0.2.1 4000 typ host generation 0',
      'candidate:2 1 udp P 2001:db8::1 4001 typ host generation 0',
      'candidate:3 1 tcp P 192.0.2.1 4000 typ host tcptype passive generation 0',
      'candidate:4 1 tcp P 2001:db8::1 4001 typ host tcptype passive generation 0',
    ]);
  });

  it('prefer UDP to TCP, and the first address to the second', () => {
    const priorities = candidates.map(priorityOf);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
    expect(new Set(priorities).size).toBe(4);
    expect(priorities.every((priority) => priority < 2 ** 31)).toBe(true);
  });

  it('are announced under other addresses, over TCP too', () => {
    const announced = candidates.flatMap((candidate) => announcedCandidates(candidate, ['198.51.100.1']));
    expect(announced.map((candidate) => candidate.replace(/ \d{9,} /, ' P '))).toEqual([
      'candidate:10 1 udp P 198.51.100.1 4000 typ host generation 0',
      'candidate:30 1 tcp P 198.51.100.1 4000 typ host tcptype passive generation 0',
    ]);
    expect(Math.max(...announced.map(priorityOf))).toBeLessThan(priorityOf(candidates[0]!));
  });
});
