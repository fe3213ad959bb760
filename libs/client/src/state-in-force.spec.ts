import type { InputValue } from '@nestjs-reactor/protocol';
import { describe, expect, it } from '@jest/globals';
import { Variable } from './observable.js';
import { StateInForce } from './state-in-force.js';

function connectionWith(...inputs: InputValue[]) {
  return { inputs: new Variable<ReadonlyMap<string, InputValue>>(new Map(inputs.map((input) => [input.name, input]))) };
}

describe('StateInForce', () => {
  it('has each value that is known, and a new object for each change', () => {
    const inForce = new StateInForce<{ prompt: string; key: string }>();
    const connection = connectionWith({ name: 'prompt', value: 'a' }, { name: 'key', withheld: 'secret' });
    const seen: object[] = [];
    inForce.state.subscribe((state) => seen.push(state));
    inForce.follow(connection);
    connection.inputs.value = new Map([['prompt', { name: 'prompt', value: 'b' }]]);
    expect(seen).toEqual([{ prompt: 'a' }, { prompt: 'b' }]);
    expect(inForce.state.value).toBe(seen[1]);
  });

  it('keeps the last values until the next connection has its own', () => {
    const inForce = new StateInForce<{ prompt: string }>();
    const [first, second] = [connectionWith({ name: 'prompt', value: 'a' }), connectionWith()];
    inForce.follow(first);
    inForce.follow(undefined);
    first.inputs.value = new Map();
    inForce.follow(second);
    expect(inForce.state.value).toEqual({ prompt: 'a' });
    second.inputs.value = new Map([['prompt', { name: 'prompt', value: '' }]]);
    expect(inForce.state.value).toEqual({ prompt: '' });
  });
});
