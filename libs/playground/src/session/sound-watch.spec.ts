import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SoundWatch } from './sound-watch.js';

describe('SoundWatch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each<[string, (number | undefined)[], boolean]>([
    ['no sender', [], false],
    ['a tone', [0.18], true],
    ['silence that is sent', [0], false],
    ['a codec’s silence', [0.001], false],
    ['one of two senders', [0, 0.05], true],
    ['a sender of which the browser knows no level', [undefined], true],
  ])('hears %s: %s', (_, levels, heard) => {
    const watch = new SoundWatch();
    watch.follow({ levels: () => levels });
    jest.advanceTimersByTime(1_000);
    expect(watch.heard.value).toBe(heard);
    watch.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('remembers a short sound, and listens no longer', () => {
    const watch = new SoundWatch();
    let level = 0;
    watch.follow({ levels: () => [level] });
    jest.advanceTimersByTime(1_000);
    level = 0.3;
    jest.advanceTimersByTime(100);
    level = 0;
    jest.advanceTimersByTime(1_000);
    expect(watch.heard.value).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    watch.follow({ levels: () => [0] });
    expect(watch.heard.value).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
