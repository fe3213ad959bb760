import { expect, it } from '@jest/globals';
import { RuleBudget } from './rule-budget.js';

it('gives the next check what those that were stopped have left of a quarter of the time', () => {
  let now = 0;
  const budget = new RuleBudget(250, () => now);
  expect(budget.limitMs).toBe(250);
  budget.expired(250);
  expect(budget.limitMs).toBe(25);
  now += 400;
  expect(budget.limitMs).toBe(100);
  budget.expired(60);
  expect(budget.limitMs).toBe(40);
  now += 60_000;
  expect(budget.limitMs).toBe(250);
});

it('never gives more than the full limit, however short', () => {
  const budget = new RuleBudget(5, () => 0);
  budget.expired(5);
  expect(budget.limitMs).toBe(5);
});
