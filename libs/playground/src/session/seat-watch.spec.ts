import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '@nestjs-reactor/client';
import type { SeatList } from '@nestjs-reactor/protocol';
import { SeatWatch } from './seat-watch.js';

let seats: SeatWatch;
let calls: unknown[];
let tell: (list: SeatList) => void;

const connectionOf = (id: number): Connection => {
  const noted =
    (what: string) =>
    async (...args: unknown[]): Promise<void> => {
      calls.push([what, ...args]);
      throw new Error('refused');
    };
  return {
    id,
    seats: { value: undefined, subscribe: (listener: typeof tell) => ((tell = listener), () => (tell = () => {})) },
    askForControl: noted('ask'),
    releaseControl: noted('release'),
    handOver: noted('give'),
  } as unknown as Connection;
};

beforeEach(() => {
  calls = [];
  seats = new SeatWatch();
  seats.follow(connectionOf(7));
});

describe('SeatWatch', () => {
  it.each<[string, SeatList, unknown]>([
    ['nothing to who controls alone', { you: 'control', controllers: [7], asking: [] }, undefined],
    [
      'who watches that it may ask',
      { you: 'watch', controllers: [1], asking: [8] },
      { kind: 'watching', hasAsked: false },
    ],
    [
      'who watches that it has asked',
      { you: 'watch', controllers: [1], asking: [7] },
      { kind: 'watching', hasAsked: true },
    ],
    [
      'who controls that others ask',
      { you: 'control', controllers: [7], asking: [8, 9] },
      { kind: 'asked', next: 8, count: 2 },
    ],
  ])('says %s', (_what, list, news) => {
    tell(list);
    expect(seats.news.value).toEqual(news);
    expect(seats.isWatching.value).toBe(list.you === 'watch');
  });

  it('says nothing before it is known, and after the session', () => {
    expect([seats.news.value, seats.isWatching.value]).toEqual([undefined, false]);
    tell({ you: 'watch', controllers: [], asking: [] });
    seats.leave();
    tell({ you: 'watch', controllers: [], asking: [] });
    expect([seats.news.value, seats.isWatching.value]).toEqual([undefined, false]);
  });

  it('asks, withdraws and hands over, and survives a refusal', async () => {
    seats.ask();
    seats.withdraw();
    seats.handOver(8);
    await Promise.resolve();
    expect(calls).toEqual([['ask'], ['release'], ['give', 8]]);
  });
});
