import { describe, expect, it } from '@jest/globals';
import { ReactorError } from '../errors/index.js';
import { PolledAnswers } from './polled-answers.js';

describe('PolledAnswers', () => {
  it('hands an answer out once', () => {
    const stage = new PolledAnswers(2);
    stage.put(1, 'v=0');
    expect([stage.take(1), stage.take(1)]).toEqual(['v=0', undefined]);
  });

  it('hands a failure out once, as itself', () => {
    const stage = new PolledAnswers(2);
    const failure = new ReactorError('negotiation_failed', 'no');
    stage.put(1, failure);
    expect(() => stage.take(1)).toThrow(failure);
    expect(stage.take(1)).toBeUndefined();
  });

  it('keeps the newest for a connection, and none that was dropped', () => {
    const stage = new PolledAnswers(2);
    stage.put(1, 'old');
    stage.put(1, 'new');
    stage.put(2, 'other');
    stage.drop(2);
    expect([stage.take(1), stage.take(2)]).toEqual(['new', undefined]);
  });

  it('keeps the answer to one caller from the next client with its id', () => {
    const stage = new PolledAnswers(2);
    stage.put(1, 'v=0', 'ada');
    expect(stage.take(1, 'bob')).toBeUndefined();
    stage.put(1, 'v=0', 'bob');
    expect(stage.take(1, 'bob')).toBe('v=0');
  });

  it.each([1, 128])('keeps %d that nobody fetches, and forgets the oldest, told each time', (most) => {
    let dropped = 0;
    const stage = new PolledAnswers(most, () => dropped++);
    for (let id = 1; id <= 130; id++) stage.put(id, `answer ${id}`);
    const oldest = 131 - most;
    expect([stage.take(oldest - 1), stage.take(oldest), dropped]).toEqual([undefined, `answer ${oldest}`, 130 - most]);
  });
});
