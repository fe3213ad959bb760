import { describe, expect, it } from '@jest/globals';
import { OfferLimits } from './offer-limits.js';

const OPTIONS = { offersPerSecond: 1, offerBurst: 2, maxNegotiating: 2 };

describe('OfferLimits', () => {
  it('paces each connection by itself, and says when to come again', () => {
    let now = 0;
    const gate = new OfferLimits(OPTIONS, () => now);
    gate.pace(1);
    gate.pace(1);
    expect(() => gate.pace(1)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1_000 }));
    gate.pace(2);
    now = 1_000;
    gate.pace(1);
    expect(() => gate.pace(1)).toThrow('try again in 1000 ms');
  });

  it('remembers 1024 connections', () => {
    const gate = new OfferLimits({ ...OPTIONS, offerBurst: 1 }, () => 0);
    for (let id = 1; id <= 1_024; id++) gate.pace(id);
    expect(() => gate.pace(1)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    gate.pace(1_025);
    gate.pace(1);
  });

  it('lets so many in at once, and another one for each that leaves, once', () => {
    const gate = new OfferLimits(OPTIONS);
    const leave = gate.enter();
    gate.enter();
    expect(() => gate.enter()).toThrow(expect.objectContaining({ code: 'connection_limit' }));
    leave();
    leave();
    gate.enter();
    expect(() => gate.enter()).toThrow('2 offers are already being answered; try again in a second');
  });

  it('lets in any number where the limit is zero', () => {
    const gate = new OfferLimits({ offersPerSecond: 0, offerBurst: 1, maxNegotiating: 0 });
    for (let i = 0; i < 1_000; i++) {
      gate.pace(1);
      gate.enter();
    }
    expect(() => gate.enter()).not.toThrow();
  });
});
