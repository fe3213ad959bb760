import { describe, expect, it } from '@jest/globals';
import { encodeStreamFeedback, parseStreamFeedback, type StreamFeedback } from './stream-feedback.js';

describe('feedback on a media socket', () => {
  it.each<[StreamFeedback, number[]]>([
    [{ kind: 'decoded', track: 3, sequence: 258 }, [1, 3, 0, 0, 1, 2]],
    [{ kind: 'keyframe', track: 0, sequence: 0 }, [2, 0, 0, 0, 0, 0]],
  ])('%j has six bytes, and is read as it was written', (feedback, bytes) => {
    const message = encodeStreamFeedback(feedback);
    expect([...message]).toEqual(bytes);
    expect(parseStreamFeedback(message)).toEqual(feedback);
    expect(parseStreamFeedback(Buffer.from([0, ...bytes, 0]).subarray(1, 7))).toEqual(feedback);
  });

  it.each([
    ['nothing', [], '(got 0)'],
    ['five bytes', [1, 0, 0, 0, 0], '(got 5)'],
    ['seven bytes', [1, 0, 0, 0, 0, 0, 0], '(got 7)'],
    ['kind 0', [0, 0, 0, 0, 0, 1], '(got 0)'],
    ['kind 3', [3, 0, 0, 0, 0, 1], '(got 3)'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => parseStreamFeedback(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'bad_message', message: expect.stringContaining(message) }),
    );
  });
});
