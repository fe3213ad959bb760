import { describe, expect, it } from '@jest/globals';
import { loadFanout } from './index.js';
import { SERVER } from './pair.fixture.js';

describe('an engine that traps', () => {
  it('says so once, and then that it is dead; another one lives', async () => {
    let broken = false;
    const clock = (): bigint => {
      if (broken) throw new Error('no time');
      return process.hrtime.bigint();
    };
    const fanout = await loadFanout({ clock });
    const other = await loadFanout();
    fanout.createPeer({ role: 'answerer', candidates: [SERVER] });
    broken = true;
    expect(() => fanout.tick()).toThrow(
      expect.objectContaining({ code: 'engine_failed', message: expect.stringContaining('no time') }),
    );
    broken = false;
    expect(() => fanout.tick()).toThrow(expect.objectContaining({ code: 'engine_dead' }));
    expect(() => fanout.receive(1, Uint8Array.of(0), SERVER, SERVER)).toThrow(
      expect.objectContaining({ code: 'engine_dead' }),
    );
    other.tick();
    expect(other.createPeer({ role: 'answerer', candidates: [SERVER] })).toBe(1);
  });
});

it('engines have certificates of their own', async () => {
  const fingerprints = await Promise.all(
    [1, 2].map(async () => {
      const fanout = await loadFanout();
      const peer = fanout.createPeer({ role: 'offerer', candidates: [SERVER] });
      return /a=fingerprint:sha-256 (\S+)/.exec(fanout.createOffer(peer, { receiveVideo: 1 }))![1];
    }),
  );
  expect(new Set(fingerprints).size).toBe(2);
});
