import { expect, it } from '@jest/globals';
import { ClosedPeers } from './closed-peers.js';

it('knows the last peer connection that left, of each connection', () => {
  const departed = new ClosedPeers();
  departed.add(1, 'a');
  departed.add(2, 'b');
  departed.add(1, 'c');
  expect([departed.has(1, 'a'), departed.has(1, 'c'), departed.has(2, 'b'), departed.has(2, 'c')]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

it('keeps 128 of them', () => {
  const departed = new ClosedPeers();
  for (let id = 0; id < 129; id++) departed.add(id, 'a');
  expect([departed.has(0, 'a'), departed.has(1, 'a'), departed.has(128, 'a')]).toEqual([false, true, true]);
});
