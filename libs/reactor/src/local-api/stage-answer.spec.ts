import { describe, expect, it } from '@jest/globals';
import { ReactorError } from '../errors/index.js';
import { PolledAnswers } from './polled-answers.js';
import { stageAnswer } from './stage-answer.js';

function offerWith(
  negotiation: Promise<string>,
  waitMs = 10_000,
  overtaken = () => false,
): { stage: PolledAnswers; late: string[]; staged: Promise<void> } {
  const stage = new PolledAnswers(2);
  const late: string[] = [];
  const onLateFailure = ({ code }: ReactorError): void => void late.push(code);
  return {
    stage,
    late,
    staged: stageAnswer(stage, { connectionId: 7, negotiation, waitMs, overtaken, onLateFailure }),
  };
}

describe('stageAnswer', () => {
  it('holds the reply back until the answer can be fetched', async () => {
    const { stage, staged } = offerWith(Promise.resolve('v=0'));
    await staged;
    expect(stage.take(7)).toBe('v=0');
  });

  it('rejects with a failure that comes in time, and stages nothing', async () => {
    const { stage, late, staged } = offerWith(Promise.reject(new ReactorError('bad_sdp', 'no')));
    await expect(staged).rejects.toMatchObject({ code: 'bad_sdp' });
    expect(stage.take(7)).toBeUndefined();
    expect(late).toEqual([]);
  });

  it('says nothing of what an unforeseen failure was', async () => {
    const { staged } = offerWith(Promise.reject(new TypeError('secret')));
    await expect(staged).rejects.toMatchObject({
      code: 'negotiation_failed',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('replies after the wait, and hands a late answer to the next poll', async () => {
    let answer!: (sdp: string) => void;
    const { stage, staged } = offerWith(new Promise((resolve) => (answer = resolve)), 1);
    await staged;
    expect(stage.take(7)).toBeUndefined();
    answer('v=0 late');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.take(7)).toBe('v=0 late');
  });

  it('hands a late failure to the next poll, and tells of it', async () => {
    let fail!: (error: unknown) => void;
    const { stage, late, staged } = offerWith(new Promise((_, reject) => (fail = reject)), 1);
    await staged;
    fail(new ReactorError('negotiation_failed', 'too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => stage.take(7)).toThrow('too late');
    expect(late).toEqual(['negotiation_failed']);
  });

  it.each<[string, (settle: { answer: (sdp: string) => void; fail: (error: unknown) => void }) => void]>([
    ['answer', ({ answer }) => answer('v=0 of the offer before')],
    ['failure', ({ fail }) => fail(new ReactorError('negotiation_failed', 'of the offer before'))],
  ])('keeps the late %s of an offer that was overtaken from the poll for the newer one', async (_what, settle) => {
    let answer!: (sdp: string) => void;
    let fail!: (error: unknown) => void;
    const negotiation = new Promise<string>((resolve, reject) => ([answer, fail] = [resolve, reject]));
    const { stage, staged } = offerWith(negotiation, 1, () => true);
    await staged;
    stage.put(7, 'v=0 of the newer offer');
    settle({ answer, fail });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.take(7)).toBe('v=0 of the newer offer');
  });
});
