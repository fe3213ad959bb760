import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TicketView } from './queue/visitor-queue.js';
import { TicketFollowers } from './ticket-followers.js';

const waiting = (place: number, expectedWaitMs?: number): TicketView => ({
  stage: 'waiting',
  place,
  waiting: 9,
  expectedWaitMs,
});

let followers: TicketFollowers;
let sent: TicketView[];
const follow = (shown: TicketView): (() => void) => followers.add('m', 'a', shown, (view) => sent.push(view));
const inform = (view: TicketView): void => followers.inform('m', new Map([['a', view]]));

beforeEach(() => {
  followers = new TicketFollowers();
  sent = [];
});

describe('TicketFollowers', () => {
  it.each<[string, TicketView, TicketView, boolean]>([
    ['another place', waiting(2), waiting(1), true],
    ['the same place', waiting(2), waiting(2), false],
    ['a wait that is a little shorter', waiting(2, 60_000), waiting(2, 57_000), false],
    ['a wait that is much shorter', waiting(2, 60_000), waiting(2, 30_000), true],
    ['a wait that is known now', waiting(2), waiting(2, 30_000), true],
    ['a call', waiting(1), { stage: 'called', heldForMs: 60_000 }, true],
    ['less time for the call', { stage: 'called', heldForMs: 60_000 }, { stage: 'called', heldForMs: 3_000 }, false],
    ['a session', { stage: 'called', heldForMs: 1 }, { stage: 'playing', sessionId: 's', endsInMs: undefined }, true],
    ['the end', waiting(1), { stage: 'over', reason: 'left' }, true],
  ])('sends %s, if it is news', (_what, shown, view, isNews) => {
    follow(shown);
    inform(view);
    expect(sent).toEqual(isNews ? [view] : []);
  });

  it('sends news to each page of a visitor once', () => {
    follow(waiting(2));
    follow(waiting(1));
    inform(waiting(1));
    inform(waiting(1));
    expect(sent).toEqual([waiting(1)]);
  });

  it('knows who is there', () => {
    const [first, second] = [follow(waiting(1)), follow(waiting(1))];
    first();
    expect([followers.has('m', 'a'), followers.all]).toEqual([true, [['m', ['a']]]]);
    second();
    second();
    expect([followers.has('m', 'a'), followers.all]).toEqual([false, [['m', []]]]);
  });

  it('sends the end once, of a ticket that is forgotten too, and forgets it', () => {
    follow(waiting(1));
    followers.inform('m', new Map());
    inform(waiting(1));
    expect([sent, followers.has('m', 'a')]).toEqual([[{ stage: 'over', reason: 'gone' }], false]);
  });
});
