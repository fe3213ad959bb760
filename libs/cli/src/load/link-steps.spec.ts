import { describe, expect, it } from '@jest/globals';
import { readLinkSteps } from './link-steps.js';

describe('steps of a link', () => {
  it('are kilobits a second and the second of each', () => {
    expect(readLinkSteps('800@15, 3000@45.5')).toEqual([
      { kbps: 800, atSeconds: 15 },
      { kbps: 3000, atSeconds: 45.5 },
    ]);
  });

  it.each(['', '800', '@15', '800@', '-800@15', '800@15,', '800@15@20'])(
    'refuse %j, and say how they are written',
    (text) => {
      expect(() => readLinkSteps(text)).toThrow('800@15,3000@45');
    },
  );
});
