import { describe, expect, it } from '@jest/globals';
import { CheckPatience } from './check-patience.js';
import type { Participant } from '../connection/participant.js';

function client(): Participant {
  return { checksExpired: 0, unheardUntilMs: 0 } as Participant;
}

describe('checks that are given up', () => {
  it('shorten those that follow, down to a least, until a minute has gone by', () => {
    let nowMs = 0;
    const patience = new CheckPatience(500, () => nowMs);
    const limits = Array.from({ length: 7 }, () => {
      const { limitMs } = patience;
      patience.expired(client());
      nowMs += 1_000;
      return limitMs;
    });
    expect(limits).toEqual([500, 250, 125, 63, 32, 20, 20]);
    nowMs = 60_000;
    expect(patience.limitMs).toBe(20);
    nowMs = 65_000;
    expect(patience.limitMs).toBe(250);
    nowMs = 66_000;
    expect(patience.limitMs).toBe(500);
  });

  it('never lengthen a limit that is short', () => {
    const patience = new CheckPatience(5, () => 0);
    for (let i = 0; i < 3; i++) patience.expired(client());
    expect(patience.limitMs).toBe(5);
  });

  it('keep their client unheard, twice as long each time and a minute at most, and nobody else', () => {
    const patience = new CheckPatience(500, () => 1_000);
    const [costly, other] = [client(), client()];
    const pauses = Array.from({ length: 7 }, () => {
      patience.expired(costly);
      return costly.unheardUntilMs - 1_000;
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(other.unheardUntilMs).toBe(0);
  });
});
