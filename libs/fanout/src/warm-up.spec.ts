import { expect, it } from '@jest/globals';
import { loadFanout, warmUp } from './index.js';

it('sends a frame and a message through an engine, and leaves nothing in it', async () => {
  const fanout = await loadFanout();
  expect(await warmUp(fanout)).toBe(true);
  const left: string[] = [];
  fanout.poll({ transmit: () => left.push('datagram'), event: ({ type }) => left.push(type) });
  expect([left, fanout.nextTimeoutMs()]).toEqual([[], Infinity]);
});
