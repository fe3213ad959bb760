import { beforeEach, describe, expect, it } from '@jest/globals';
import { type SeatedClient, type SeatRules, Seats } from './seats.js';

const ONE: SeatRules = { controllers: 1, handOver: 'holder' };

let changes: number;
const seats = (rules: Partial<SeatRules> = {}, reserved: string[] = []): Seats =>
  new Seats({ ...ONE, ...rules }, reserved, () => changes++);
const client = (id: number, fields: Partial<SeatedClient> = {}): SeatedClient => ({
  id,
  names: [`person ${id}`],
  mayControl: true,
  isOperator: false,
  ...fields,
});
/** @returns who controls afterwards */
const filled = (one: Seats, ...clients: SeatedClient[]): readonly number[] => {
  for (const each of clients) one.enter(each);
  return one.plan.controllers;
};
const codeOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'done';
};

beforeEach(() => {
  changes = 0;
});

describe('Seats', () => {
  it('lets everybody control where there is no limit', () => {
    const all = seats({ controllers: 0 });
    expect(filled(all, client(1), client(2))).toEqual([1, 2]);
    expect(codeOf(() => all.act(2))).toBe('done');
    all.ask(2);
    all.give(1, 2);
    all.release(1);
    expect(all.plan).toEqual({ controllers: [1, 2], asking: [] });
  });

  it('seats the first who come, and refuses what the others send', () => {
    const two = seats({ controllers: 2 });
    expect(filled(two, client(1), client(2), client(3))).toEqual([1, 2]);
    expect([1, 2, 3].map((id) => codeOf(() => two.act(id)))).toEqual(['done', 'done', 'not_in_control']);
  });

  it('does not seat a client that only has the role to view', () => {
    const one = seats();
    expect(filled(one, client(1, { mayControl: false }), client(2))).toEqual([2]);
    expect(codeOf(() => one.ask(1))).toBe('forbidden');
    expect(codeOf(() => one.act(1))).toBe('done');
    expect(codeOf(() => one.give(2, 1))).toBe('bad_message');
  });

  it('gives the clients of one person one seat', () => {
    const one = seats();
    expect(filled(one, client(1, { names: ['ada'] }), client(2, { names: ['ada'] }), client(3))).toEqual([1, 2]);
    one.leave(1);
    expect(one.plan.controllers).toEqual([2]);
    one.leave(2);
    expect(one.plan.controllers).toEqual([]);
  });

  it('counts a person once, however many clients', () => {
    const two = seats({ controllers: 2 });
    const ada = [client(1, { names: ['ada'] }), client(2, { names: ['ada'] }), client(2, { names: ['ada'] })];
    expect(filled(two, ...ada, client(3))).toEqual([1, 2, 3]);
  });

  it('leaves a free seat to the first who acts', () => {
    const one = seats();
    filled(one, client(1), client(2), client(3));
    one.leave(1);
    expect(one.plan.controllers).toEqual([]);
    expect(codeOf(() => one.act(3))).toBe('done');
    expect(codeOf(() => one.act(2))).toBe('not_in_control');
  });

  it('gives a seat that becomes free to the first who asks', () => {
    const one = seats();
    filled(one, client(1), client(2), client(3));
    one.ask(3);
    one.ask(2);
    one.ask(2);
    expect(one.plan).toEqual({ controllers: [1], asking: [3, 2] });
    one.release(1);
    expect(one.plan).toEqual({ controllers: [3], asking: [2] });
    one.release(2);
    expect(one.plan.asking).toEqual([]);
    one.leave(3);
    expect(one.plan.controllers).toEqual([]);
  });

  it('is handed over by who has it, and by nobody else', () => {
    const one = seats();
    filled(one, client(1), client(2), client(3));
    expect(codeOf(() => one.give(2, 3))).toBe('not_in_control');
    expect(codeOf(() => one.give(1, 9))).toBe('bad_message');
    one.give(1, 3);
    expect(one.plan.controllers).toEqual([3]);
    expect(codeOf(() => one.act(1))).toBe('not_in_control');
  });

  it('is handed over by an operator, from who has had it longest', () => {
    const two = seats({ controllers: 2 });
    filled(two, client(1), client(2), client(3), client(9, { isOperator: true }));
    two.give(9, 3);
    expect(two.plan.controllers).toEqual([2, 3]);
  });

  it('is given by operators alone where they decide', () => {
    const chosen = seats({ handOver: 'operator' });
    expect(filled(chosen, client(1), client(2), client(9, { isOperator: true }))).toEqual([]);
    expect([1, 9].map((id) => codeOf(() => chosen.act(id)))).toEqual(['not_in_control', 'not_in_control']);
    chosen.give(9, 2);
    expect(codeOf(() => chosen.give(2, 1))).toBe('not_in_control');
    chosen.ask(1);
    chosen.release(2);
    expect(chosen.plan).toEqual({ controllers: [], asking: [1] });
  });

  describe('of a reserved session', () => {
    it('are for its person alone, by each of the names', () => {
      const one = seats({}, ['ticket a', 'principal ada']);
      const ada = [client(2, { names: ['ticket a'] }), client(3, { names: ['connection 3', 'principal ada'] })];
      expect(filled(one, client(1), ...ada)).toEqual([2, 3]);
      expect(codeOf(() => one.act(1))).toBe('not_in_control');
    });

    it('stay free while its person is away', () => {
      const one = seats({}, ['ticket a']);
      filled(one, client(1), client(2, { names: ['ticket a'] }));
      one.ask(1);
      one.leave(2);
      expect([one.isAttended, one.plan]).toEqual([false, { controllers: [], asking: [1] }]);
      expect(codeOf(() => one.act(1))).toBe('not_in_control');
      one.enter(client(4, { names: ['ticket a'] }));
      expect([one.isAttended, one.plan.controllers]).toEqual([true, [4]]);
    });

    it('are lent to whom they are handed over to, until that person leaves', () => {
      const one = seats({}, ['ticket a']);
      filled(one, client(1, { names: ['ticket a'] }), client(2), client(3));
      one.give(1, 2);
      expect([1, 3].map((id) => codeOf(() => one.act(id)))).toEqual(['not_in_control', 'not_in_control']);
      one.ask(3);
      one.leave(2);
      expect(one.plan).toEqual({ controllers: [1], asking: [3] });
    });

    it('come back to an empty session with their person', () => {
      const one = seats({}, ['ticket a']);
      filled(one, client(1, { names: ['ticket a'] }), client(2));
      one.give(1, 2);
      one.leave(1);
      one.leave(2);
      expect(filled(one, client(3), client(4, { names: ['ticket a'] }))).toEqual([4]);
    });
  });

  it('reports each change, and nothing else', () => {
    const one = seats();
    filled(one, client(1), client(2));
    expect(changes).toBe(2);
    one.ask(2);
    one.ask(2);
    one.act(1);
    one.leave(7);
    expect(changes).toBe(3);
    one.give(1, 2);
    one.leave(1);
    expect(changes).toBe(5);
  });
});
