import { describe, expect, it } from '@jest/globals';
import { readLink } from './link-reading.js';

describe('a reading of the link', () => {
  it('has the estimate of the pair that is used, and what each section has sent', () => {
    const reports: Record<string, unknown>[] = [
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
      { id: 'P1', type: 'candidate-pair', availableOutgoingBitrate: 1 },
      { id: 'P2', type: 'candidate-pair', availableOutgoingBitrate: 1_234_000 },
      { id: 'O1', type: 'outbound-rtp', mid: '0', bytesSent: 10 },
      { id: 'O2', type: 'outbound-rtp', mid: '3', bytesSent: 20 },
      { id: 'O3', type: 'outbound-rtp', bytesSent: 30 },
    ];
    expect(readLink(new Map(reports.map((report) => [String(report['id']), report])))).toEqual({
      estimateKbps: 1_234,
      bytesSent: new Map([
        ['0', 10],
        ['3', 20],
      ]),
    });
  });

  it('knows nothing before there is a path', () => {
    expect(readLink(new Map())).toEqual({ estimateKbps: undefined, bytesSent: new Map() });
  });
});
