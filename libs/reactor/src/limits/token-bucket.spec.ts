import { expect, it } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

it('lets a burst through, then so many a second, and says how long to wait', () => {
  let now = 0;
  const bucket = new TokenBucket(10, 3, () => now);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 0]);
  expect(bucket.take()).toBe(100);
  now = 60;
  expect(bucket.take()).toBe(40);
  now = 100;
  expect(bucket.take()).toBe(0);
  expect(bucket.take()).toBe(100);
});

it('never holds more than its burst', () => {
  let now = 0;
  const bucket = new TokenBucket(10, 2, () => now);
  now = 3_600_000;
  expect([bucket.take(), bucket.take()]).toEqual([0, 0]);
  expect(bucket.take()).toBeGreaterThan(0);
});

it.each([0, -1])('lets everything through at %d a second', (perSecond) => {
  const bucket = new TokenBucket(perSecond, 1, () => 0);
  expect(Array.from({ length: 1_000 }, () => bucket.take()).every((ms) => ms === 0)).toBe(true);
});

it('makes the next ones wait for what is charged', () => {
  let now = 0;
  const bucket = new TokenBucket(10, 3, () => now);
  bucket.charge(10);
  expect(bucket.take()).toBe(800);
  now += 800;
  expect(bucket.take()).toBe(0);
});
