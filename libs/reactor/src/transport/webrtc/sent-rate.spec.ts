import { describe, expect, it } from '@jest/globals';
import { SentRate } from './sent-rate.js';

describe('the bitrate of what is sent', () => {
  it('is that between two readings, and not known before', () => {
    const rate = new SentRate();
    rate.note(50_000, 1_000);
    expect(rate.kbps).toBeUndefined();
    rate.note(175_000, 2_000);
    expect(rate.kbps).toBe(1_000);
    rate.note(175_000, 3_000);
    expect(rate.kbps).toBe(0);
  });

  it('takes readings of the same moment for one', () => {
    const rate = new SentRate();
    rate.note(0, 1_000);
    rate.note(90_000, 1_010);
    expect(rate.kbps).toBeUndefined();
    rate.note(125_000, 2_000);
    expect(rate.kbps).toBe(1_000);
  });
});
