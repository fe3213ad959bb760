import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ExpiryTimer } from './expiry-timer.js';

const DAY_MS = 86_400_000;

let expired: number;
let timer: ExpiryTimer;
const inMs = (ms: number): Date => new Date(Date.now() + ms);

beforeEach(() => {
  jest.useFakeTimers();
  expired = 0;
  timer = new ExpiryTimer(() => expired++);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('ExpiryTimer', () => {
  it.each([
    ['a second', 1_000],
    ['longer than a timer of Node can be', 60 * DAY_MS],
  ])('calls back once after %s', (_what, ms) => {
    timer.set(inMs(ms));
    jest.advanceTimersByTime(ms - 1);
    expect(expired).toBe(0);
    jest.advanceTimersByTime(1);
    expect([expired, jest.getTimerCount()]).toEqual([1, 0]);
  });

  it('calls back for a time that is over, but not at once', () => {
    timer.set(inMs(-1));
    expect(expired).toBe(0);
    jest.advanceTimersByTime(0);
    expect(expired).toBe(1);
  });

  it('follows the last time that was set', () => {
    timer.set(inMs(1_000));
    timer.set(inMs(5_000));
    jest.advanceTimersByTime(4_999);
    expect(expired).toBe(0);
    timer.set(undefined);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when it is cleared', () => {
    timer.set(inMs(60 * DAY_MS));
    timer.clear();
    expect(jest.getTimerCount()).toBe(0);
  });
});
