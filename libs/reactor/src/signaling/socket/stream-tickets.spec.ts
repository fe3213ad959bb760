import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StreamTickets } from './stream-tickets.js';

const UNAUTHORIZED = expect.objectContaining({ code: 'unauthorized' });

describe('the tickets of media sockets', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('are good once, each for its own', () => {
    const tickets = new StreamTickets<string>();
    const expired: string[] = [];
    const [a, b] = ['a', 'b'].map((take) => tickets.issue({ take, expired: () => expired.push(take) }));
    expect(a).not.toBe(b);
    expect(tickets.redeem(b)).toBe('b');
    expect(() => tickets.redeem(b)).toThrow(UNAUTHORIZED);
    jest.advanceTimersByTime(9_999);
    expect(tickets.redeem(a)).toBe('a');
    jest.advanceTimersByTime(60_000);
    expect(expired).toEqual([]);
  });

  it('are good for ten seconds', () => {
    const tickets = new StreamTickets<string>();
    let expired = 0;
    const ticket = tickets.issue({ take: 'a', expired: () => expired++ });
    jest.advanceTimersByTime(10_000);
    expect(expired).toBe(1);
    expect(() => tickets.redeem(ticket)).toThrow(UNAUTHORIZED);
  });

  it.each([undefined, '', 'guessed'])('are not %p', (ticket) => {
    expect(() => new StreamTickets<string>().redeem(ticket)).toThrow(UNAUTHORIZED);
  });

  it('can be sent as a subprotocol, which is a token', () => {
    const ticket = new StreamTickets<string>().issue({ take: '', expired: () => undefined });
    expect(ticket).toMatch(/^[\w-]{32}$/);
  });
});
