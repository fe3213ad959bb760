import { describe, expect, it } from '@jest/globals';
import type { ModelUsage, SessionWish } from '@nestjs-reactor/client';
import { SessionChoice } from './session-choice.js';

function choiceOf(usage: ModelUsage | undefined, named?: string): { choice: SessionChoice; started: SessionWish[] } {
  const started: SessionWish[] = [];
  const client = { start: (wish: SessionWish = 'running') => void started.push(wish) };
  return { choice: new SessionChoice(client, async () => usage, named), started };
}

const own = (sessions: number): ModelUsage => ({ sessions, instances: 3, visitors: 'own' });

describe('SessionChoice', () => {
  it.each<[string, ModelUsage | undefined, SessionWish]>([
    ['of a model that runs one session, joins that', undefined, 'running'],
    ['where visitors share, joins the running session', { ...own(1), visitors: 'shared' }, 'running'],
    ['where none runs, starts one', own(0), 'own'],
    ['where all are in use, asks for one, which the server refuses', own(3), 'own'],
  ])('%s', async (_, usage, wish) => {
    const { choice, started } = choiceOf(usage);
    await choice.begin();
    expect(started).toEqual([wish]);
    expect(choice.offered.value).toBeUndefined();
  });

  it.each(['running', 'own'] as const)('asks the person where others run and one is free: %s', async (wish) => {
    const { choice, started } = choiceOf(own(1));
    await choice.begin();
    expect(choice.offered.value).toEqual({ sessions: 1, instances: 3, visitors: 'own', free: 2 });
    expect(started).toEqual([]);
    choice.choose(wish);
    expect([choice.offered.value, started]).toEqual([undefined, [wish]]);
  });

  it('joins the session that the address names, once', async () => {
    const { choice, started } = choiceOf(own(0), 's1');
    await choice.begin();
    await choice.begin();
    expect(started).toEqual([{ id: 's1' }, 'own']);
  });
});
