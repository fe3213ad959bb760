import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MessageLog } from './message-log.js';

describe('MessageLog', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shows the newest first, and what a reply answers', () => {
    const log = new MessageLog();
    log.add({ type: 'a', data: {} });
    log.add({ type: 'b', data: {} }, 'get_b');
    jest.advanceTimersByTime(200);
    expect(log.entries.value.map(({ message, replyTo }) => [message.type, replyTo])).toEqual([
      ['b', 'get_b'],
      ['a', undefined],
    ]);
  });

  it('follows a model that speaks with every frame five times a second, and keeps 200', () => {
    const log = new MessageLog();
    let updates = -1;
    const unsubscribe = log.entries.subscribe(() => updates++);
    for (let i = 0; i < 1_000; i++) {
      log.add({ type: 'frame', data: { i } });
      jest.advanceTimersByTime(1);
    }
    jest.advanceTimersByTime(200);
    unsubscribe();
    expect(updates).toBeLessThanOrEqual(6);
    expect(log.entries.value).toHaveLength(200);
    expect(log.entries.value[0]!.message.data).toEqual({ i: 999 });
    expect(log.total).toBe(1_000);
  });

  it('is empty when it is cleared', () => {
    const log = new MessageLog();
    log.add({ type: 'a', data: {} });
    log.clear();
    jest.advanceTimersByTime(200);
    expect(log.entries.value).toEqual([]);
    expect(log.total).toBe(0);
  });

  it('stands still while it is paused, counts what comes, and shows it afterwards', () => {
    const log = new MessageLog();
    log.add({ type: 'a', data: {} });
    log.pause();
    const types = (): string[] => log.entries.value.map(({ message }) => message.type);
    expect(types()).toEqual(['a']);
    log.add({ type: 'b', data: {} });
    log.add({ type: 'c', data: {} });
    jest.advanceTimersByTime(200);
    expect(types()).toEqual(['a']);
    expect(log.waiting.value).toBe(2);
    log.resume();
    expect(types()).toEqual(['c', 'b', 'a']);
    expect(log.waiting.value).toBe(0);
  });

  it('counts what comes while an empty list is paused, more than it keeps included', () => {
    const log = new MessageLog();
    log.pause();
    for (let i = 0; i < 300; i++) log.add({ type: 'a', data: {} });
    jest.advanceTimersByTime(200);
    expect(log.waiting.value).toBe(300);
    log.clear();
    expect(log.waiting.value).toBe(0);
    log.resume();
    expect(log.entries.value).toEqual([]);
  });
});
