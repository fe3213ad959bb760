import { describe, expect, it } from '@jest/globals';
import { type Phase, Rollout } from './rollout.js';

function rollout(phase: Phase = 'running', limit = 100): Rollout {
  const made = new Rollout('first', 0, limit);
  made.phase = phase;
  return made;
}

/** The prompts of the next chunks. */
function prompts(of: Rollout, count: number): (string | undefined)[] {
  return Array.from({ length: count }, () => of.begin()?.prompt);
}

describe('Rollout', () => {
  it('has a smaller first chunk, and numbers them from 0', () => {
    const running = rollout();
    expect([running.begin(), running.begin(), running.begin()].map((chunk) => [chunk!.index, chunk!.frames])).toEqual([
      [0, 9],
      [1, 12],
      [2, 12],
    ]);
  });

  it.each<[Phase, string[]]>([
    ['waiting', ['start', 'reset', 'set_prompt', 'schedule_prompt']],
    ['running', ['pause', 'reset', 'set_prompt', 'schedule_prompt']],
    ['paused', ['resume', 'reset', 'set_prompt', 'schedule_prompt']],
    ['finished', ['reset']],
  ])('says what may be done while %s, and refuses the rest', (phase, valid) => {
    const standing = rollout(phase);
    expect(standing.validCommands).toEqual(valid);
    for (const command of ['start', 'pause', 'resume', 'reset', 'set_prompt', 'schedule_prompt', 'cancel_prompt']) {
      const check = (): void => standing.check(command);
      if (valid.includes(command)) expect(check).not.toThrow();
      else expect(check).toThrow(expect.objectContaining({ code: 'not_now', message: expect.stringContaining(phase) }));
    }
  });

  it.each<Phase>(['waiting', 'paused', 'finished'])('makes no chunk while %s', (phase) => {
    expect(rollout(phase).begin()).toBeUndefined();
  });

  it('changes at the chunk that was named, and stays so', () => {
    const running = rollout();
    running.schedule('later', 3);
    running.schedule('sooner', 1);
    expect(running.scheduled.map(({ prompt, chunk }) => [prompt, chunk])).toEqual([
      ['sooner', 1],
      ['later', 3],
    ]);
    expect(prompts(running, 5)).toEqual(['first', 'sooner', 'sooner', 'later', 'later']);
    expect(running.scheduled).toEqual([]);
  });

  it('takes the one that was scheduled last of two for a chunk', () => {
    const running = rollout();
    running.schedule('one', 1);
    running.schedule('other', 1);
    expect(prompts(running, 2)).toEqual(['first', 'other']);
  });

  it('takes back what was cancelled, and offers it only while something waits', () => {
    const running = rollout();
    const { id } = running.schedule('never', 1);
    expect(running.validCommands).toContain('cancel_prompt');
    running.cancel(id);
    expect(running.validCommands).not.toContain('cancel_prompt');
    expect(prompts(running, 2)).toEqual(['first', 'first']);
    expect(() => running.cancel(id)).toThrow(expect.objectContaining({ code: 'unknown_schedule' }));
  });

  it('cannot cancel what has come', () => {
    const running = rollout();
    const { id } = running.schedule('soon', 0);
    running.begin();
    expect(() => running.cancel(id)).toThrow(expect.objectContaining({ code: 'unknown_schedule' }));
  });

  it.each([
    ['one that has begun', 1],
    ['one beyond the last', 10],
  ])('refuses to change %s', (_, chunk) => {
    const running = rollout('running', 10);
    prompts(running, 2);
    expect(() => running.schedule('x', chunk)).toThrow(expect.objectContaining({ code: 'chunk_passed' }));
    expect(running.schedule('x', 2).chunk).toBe(2);
    expect(running.schedule('x', 9).chunk).toBe(9);
  });

  it('lets sixteen changes wait, and refuses a seventeenth', () => {
    const running = rollout();
    for (let i = 0; i < 16; i++) running.schedule('x', 50);
    expect(() => running.schedule('x', 50)).toThrow(expect.objectContaining({ code: 'schedule_full' }));
  });

  it('ends after its last chunk', () => {
    const running = rollout('running', 2);
    expect(prompts(running, 3)).toEqual(['first', 'first', undefined]);
    expect(running.phase).toBe('finished');
  });
});
