import { describe, expect, it } from '@jest/globals';
import { figuresBetween, readSample } from './media-figures.js';

const NAMES = new Map([
  ['0', 'main_video'],
  ['1', 'main_audio'],
]);

function report(frames: number, videoBytes: number, packets = 100, lost = 0): Record<string, unknown>[] {
  return [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
    { id: 'P1', type: 'candidate-pair', currentRoundTripTime: 9 },
    { id: 'P2', type: 'candidate-pair', currentRoundTripTime: 0.012 },
    { id: 'C', type: 'codec', mimeType: 'video/VP8' },
    {
      id: 'V',
      type: 'inbound-rtp',
      kind: 'video',
      mid: '0',
      codecId: 'C',
      framesDecoded: frames,
      frameWidth: 640,
      frameHeight: 360,
      bytesReceived: videoBytes,
      packetsReceived: packets,
      packetsLost: lost,
    },
    { id: 'A', type: 'inbound-rtp', kind: 'audio', mid: '1', bytesReceived: 1_000, packetsReceived: 0, packetsLost: 0 },
  ];
}

describe('the figures of received media', () => {
  it('are rates between two samples', () => {
    const before = readSample(report(100, 10_000), NAMES, 1_000);
    const now = readSample(report(148, 260_000, 195, 5), NAMES, 3_000);
    expect(figuresBetween(before, now, 'main_video')).toEqual({
      fps: 24,
      bitrateKbps: 1_000,
      width: 640,
      height: 360,
      rttMs: 12,
      frames: 148,
      lossPercent: 5,
      codec: 'VP8',
    });
  });

  it('have no rates after the first sample', () => {
    const figures = figuresBetween(undefined, readSample(report(100, 10_000), NAMES, 0), 'main_video');
    expect(figures).toMatchObject({ frames: 100, width: 640 });
    expect(figures.fps).toBeUndefined();
    expect(figures.bitrateKbps).toBeUndefined();
  });

  it('are zero, not below, when counters start over', () => {
    const before = readSample(report(100, 90_000), NAMES, 0);
    const now = readSample(report(3, 10), NAMES, 1_000);
    expect(figuresBetween(before, now, 'main_video')).toMatchObject({ fps: 0, bitrateKbps: 0 });
  });

  it('leave out what a browser does not tell', () => {
    const sample = readSample([{ id: 'V', type: 'inbound-rtp', kind: 'video', mid: '0' }], NAMES, 0);
    expect(figuresBetween(undefined, sample, 'main_video')).toEqual({});
  });
});
