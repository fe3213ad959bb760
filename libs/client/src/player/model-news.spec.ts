import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ModelNews } from './model-news.js';

let shown: string | undefined;
let news: ModelNews;
beforeEach(() => {
  jest.useFakeTimers();
  news = new ModelNews((text) => (shown = text));
});
afterEach(() => {
  jest.useRealTimers();
});

const add = (code: string, message: string): void => news.add({ code, message, dropped: [] });

describe('ModelNews', () => {
  it('shows what is under way until it is over', () => {
    add('model_restarting', 'It starts again.');
    jest.advanceTimersByTime(60_000);
    expect(shown).toBe('It starts again.');
    add('model_restarted', 'It runs again.');
    expect(shown).toBe('It runs again.');
    jest.advanceTimersByTime(6_000);
    expect(shown).toBeUndefined();
  });

  it('gives each its own time', () => {
    add('model_restarted', 'one');
    jest.advanceTimersByTime(5_000);
    add('model_reload_failed', 'two');
    jest.advanceTimersByTime(5_000);
    expect(shown).toBe('two');
    jest.advanceTimersByTime(1_000);
    expect(shown).toBeUndefined();
  });

  it('is put away with the session', () => {
    add('model_restarting', 'It starts again.');
    news.clear();
    expect(shown).toBeUndefined();
  });
});
