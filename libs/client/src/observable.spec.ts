import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Variable } from './observable.js';

describe('Variable', () => {
  it('calls its subscribers after each change, and not for the value that it has', () => {
    const variable = new Variable(1);
    const heard: number[] = [];
    variable.subscribe((value) => heard.push(value));
    for (const value of [1, 2, 2, 3]) variable.value = value;
    expect(heard).toEqual([2, 3]);
    expect(variable.value).toBe(3);
  });

  it('ends one subscription, and no other of the same function', () => {
    const variable = new Variable(1);
    const heard: number[] = [];
    const listener = (value: number): void => void heard.push(value);
    const end = variable.subscribe(listener);
    variable.subscribe(listener);
    end();
    variable.value = 2;
    expect(heard).toEqual([2]);
  });

  it('calls nobody with a value that a listener has replaced', () => {
    const variable = new Variable(1);
    const heard: number[] = [];
    variable.subscribe((value) => {
      if (value === 2) variable.value = 3;
    });
    variable.subscribe((value) => heard.push(value));
    variable.value = 2;
    expect(heard).toEqual([3]);
  });

  it('does not call a listener that an earlier one has ended', () => {
    const variable = new Variable(1);
    const heard: number[] = [];
    variable.subscribe(() => end());
    const end = variable.subscribe((value) => heard.push(value));
    variable.value = 2;
    expect(heard).toEqual([]);
  });

  it('does not call a listener for the change during which it was added', () => {
    const variable = new Variable(1);
    const heard: number[] = [];
    variable.subscribe(() => variable.subscribe((value) => heard.push(value)));
    variable.value = 2;
    expect(heard).toEqual([]);
  });

  describe('with a listener that throws', () => {
    const reported: (() => void)[] = [];
    const original = globalThis.queueMicrotask;
    beforeEach(() => void (globalThis.queueMicrotask = (task) => void reported.push(task)));
    afterEach(() => void (globalThis.queueMicrotask = original));

    it('calls the others, and reports the error as uncaught', () => {
      const variable = new Variable(1);
      const second = jest.fn();
      variable.subscribe(() => {
        throw new Error('boom');
      });
      variable.subscribe(second);
      variable.value = 2;
      expect(second).toHaveBeenCalledWith(2);
      expect(reported[0]).toThrow('boom');
    });
  });
});
