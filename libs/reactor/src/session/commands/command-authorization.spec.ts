import { describe, expect, it } from '@jest/globals';
import { CommandAuthorization } from './command-authorization.js';

/** Answers that the test gives. */
function asking(): { authorization: CommandAuthorization; answer: Record<string, (refusal?: Error) => void> } {
  const answer: Record<string, (refusal?: Error) => void> = {};
  const authorization = new CommandAuthorization((command) =>
    command === 'at_once'
      ? undefined
      : new Promise((resolve, reject) => {
          answer[command] = (refusal) => (refusal === undefined ? resolve() : reject(refusal));
        }),
  );
  return { authorization, answer };
}

describe('CommandAuthorization', () => {
  it('lets a command go on at once where the answer is there', () => {
    expect(asking().authorization.check('at_once')).toBeUndefined();
  });

  it('lets commands go on in their order, whichever answer comes first', async () => {
    const { authorization, answer } = asking();
    const order: string[] = [];
    const commands = ['first', 'at_once', 'second'].map((command) =>
      authorization.check(command)!.then(
        () => order.push(command),
        () => order.push(`${command} refused`),
      ),
    );
    answer['second']!();
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    answer['first']!(new Error('no'));
    await Promise.all(commands);
    expect(order).toEqual(['first refused', 'at_once', 'second']);
    await new Promise(setImmediate);
    expect(authorization.check('at_once')).toBeUndefined();
  });
});
