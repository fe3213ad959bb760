import { describe, expect, it } from '@jest/globals';
import { MessageOrder } from './message-order.js';

describe('messages some of which must be completed', () => {
  it('are delivered in the order of their arrival', async () => {
    const delivered: string[] = [];
    const order = new MessageOrder<string>((message) => void delivered.push(message));
    const complete: (() => void)[] = [];
    const later = (): Promise<void> => new Promise((resolve) => complete.push(resolve));
    order.add('a');
    order.add('b', later());
    order.add('c', later());
    order.add('d');
    expect([delivered, order.waiting]).toEqual([['a'], 3]);
    complete[1]!();
    await Promise.resolve();
    expect(delivered).toEqual(['a']);
    complete[0]!();
    await new Promise(setImmediate);
    expect([delivered, order.waiting]).toEqual([['a', 'b', 'c', 'd'], 0]);
    order.add('e');
    expect(delivered.at(-1)).toBe('e');
  });
});
