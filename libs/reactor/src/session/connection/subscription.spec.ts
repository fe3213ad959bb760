import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerMessage } from '@nestjs-reactor/protocol';
import { Subscription } from './subscription.js';

const sent: ServerMessage[] = [];
let values: Record<string, number>;
let backlog: number;

function feed(): Subscription {
  return new Subscription(
    {
      inputs: (names) => ({
        sequence: 1,
        complete: names === undefined,
        inputs: [...(names ?? Object.keys(values))].map((name) => ({ name, value: values[name] })),
      }),
      viewers: () => 2,
      notice: () => undefined,
    },
    { send: (message) => sent.push(message), backlog: () => backlog },
  );
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

beforeEach(() => {
  sent.length = 0;
  values = { a: 1, b: 1 };
  backlog = 0;
});

describe('the feed of a client', () => {
  it('is silent where nothing was subscribed to', async () => {
    const silent = feed();
    silent.inputsChanged(['a']);
    silent.viewersChanged();
    const other = feed();
    other.subscribe(['viewers']);
    silent.close();
    other.close();
    expect(sent).toEqual([{ kind: 'viewers', count: 2 }]);
  });

  it('sends everything at once, then the newest of each that changed, no more than 20 times a second', async () => {
    const fast = feed();
    fast.subscribe(['inputs']);
    for (let i = 2; i <= 500; i++) {
      values['a'] = i;
      fast.inputsChanged(['a']);
    }
    await until(() => sent.length === 2);
    fast.close();
    expect(sent).toEqual([
      {
        kind: 'inputs',
        sequence: 1,
        complete: true,
        inputs: [
          { name: 'a', value: 1 },
          { name: 'b', value: 1 },
        ],
      },
      { kind: 'inputs', sequence: 1, complete: false, inputs: [{ name: 'a', value: 500 }] },
    ]);
  });

  it('waits while its client does not read, and loses only what lay between', async () => {
    const slow = feed();
    slow.subscribe(['inputs']);
    backlog = 100_000;
    for (const value of [2, 3, 4]) {
      values['a'] = value;
      slow.inputsChanged(['a']);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(sent).toHaveLength(1);
    backlog = 0;
    await until(() => sent.length === 2);
    slow.close();
    expect(sent[1]).toMatchObject({ complete: false, inputs: [{ name: 'a', value: 4 }] });
  });

  it('sends nothing once it is closed', async () => {
    const closed = feed();
    closed.subscribe(['inputs']);
    closed.inputsChanged(['a']);
    closed.close();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sent).toHaveLength(1);
  });
});
