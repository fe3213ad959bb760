import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { LogLine } from './log-line.js';

describe('LogLine', () => {
  it('is printed by any logger with its facts behind the message', () => {
    const line = new LogLine('client is gone', { session: 'a1', client: 1002, code: undefined });
    expect(inspect(line)).toBe('client is gone session=a1 client=1002');
    expect(line.toString()).toBe('client is gone session=a1 client=1002');
  });

  it.each([
    ['', 'k=""'],
    ['two words', 'k="two words"'],
    ['a=b', 'k="a=b"'],
    ['say "hi"', 'k="say \\"hi\\""'],
    ['line\nbreak', 'k="line\\nbreak"'],
    ['\u001b[2J', 'k="\\u001b[2J"'],
    ['plain', 'k=plain'],
  ])('shows where the value %j ends', (value, text) => {
    expect(new LogLine('m', { k: value }).toString()).toBe(`m ${text}`);
  });

  it('keeps its facts apart in JSON', () => {
    expect(JSON.parse(JSON.stringify(new LogLine('m', { session: 'a1', n: 1 })))).toEqual({
      message: 'm',
      session: 'a1',
      n: 1,
    });
  });
});
