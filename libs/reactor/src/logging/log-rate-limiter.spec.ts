import { expect, it } from '@jest/globals';
import { LogRateLimiter } from './log-rate-limiter.js';

it('lets some lines through at once, then one a period, and tells how many it held back', () => {
  let now = 0;
  const limiter = new LogRateLimiter(2, 100, () => now);
  const written: (number | undefined)[] = [];
  const write = (unlogged: number | undefined): number => written.push(unlogged);
  for (let i = 0; i < 10; i++) limiter.pass(write);
  expect(written).toEqual([undefined, undefined]);
  now = 100;
  for (let i = 0; i < 3; i++) limiter.pass(write);
  expect(written).toEqual([undefined, undefined, 8]);
  now = 60_000;
  limiter.pass(write);
  limiter.pass(write);
  limiter.pass(write);
  expect(written).toEqual([undefined, undefined, 8, 2, undefined]);
});
