import { describe, expect, it } from '@jest/globals';
import { ProgressBar } from './progress-bar.js';

describe('a progress bar', () => {
  it('is drawn now and then, fits its terminal, and goes away', () => {
    let now = 0;
    const written: string[] = [];
    const bar = new ProgressBar({ isTTY: true, columns: 60, write: (text) => written.push(text) }, 100, () => now);
    for (let frame = 1; frame <= 100; frame++) {
      now += 10;
      bar.advance(frame);
    }
    bar.clear();
    expect(written.length).toBeLessThan(20);
    expect(written.at(-2)).toBe(`\r${'█'.repeat(20)} 100/100 frames, 100.0 a second\u001b[K`);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('is not drawn where nobody watches', () => {
    const written: string[] = [];
    const bar = new ProgressBar({ write: (text) => written.push(text) }, undefined);
    bar.advance(1);
    bar.clear();
    expect(written).toEqual([]);
  });
});
