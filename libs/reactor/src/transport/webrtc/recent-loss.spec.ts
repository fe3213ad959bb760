import { describe, expect, it } from '@jest/globals';
import { RecentLoss } from './recent-loss.js';

describe('the share of lost packets', () => {
  it('is that of the last five seconds', () => {
    const loss = new RecentLoss();
    for (let second = 0; second <= 10; second++) loss.note(100 * second, second <= 5 ? 4 * second : 20, second * 1_000);
    expect(loss.share).toBe(0);
    loss.note(1_100, 30, 11_000);
    expect(loss.share).toBeCloseTo(0.02);
  });

  it('is not known before packets were sent', () => {
    const loss = new RecentLoss();
    loss.note(100, 4, 0);
    expect(loss.share).toBeUndefined();
    loss.note(100, 4, 1_000);
    expect(loss.share).toBeUndefined();
    loss.note(200, 8, 2_000);
    expect(loss.share).toBeCloseTo(0.04);
  });

  it('is never below zero where packets arrive late', () => {
    const loss = new RecentLoss();
    loss.note(100, 10, 0);
    loss.note(200, 6, 1_000);
    expect(loss.share).toBe(0);
  });
});
