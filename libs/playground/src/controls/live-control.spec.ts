import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CommandModel } from '../schema/control-model.js';
import { FakeRunner } from '../testing/fake-runner.js';
import { LiveControl } from './live-control.js';

const COMMAND: CommandModel = {
  name: 'set_x',
  label: 'X',
  description: undefined,
  mode: 'live',
  fields: [
    {
      name: 'x',
      label: 'X',
      description: undefined,
      widget: { kind: 'json' },
      required: false,
      nullable: false,
      fallback: 1,
    },
  ],
};

function stage(): { runner: FakeRunner; control: LiveControl } {
  const runner = new FakeRunner();
  return { runner, control: new LiveControl(COMMAND, runner) };
}

async function settle(ms = 0): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

describe('LiveControl', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shows the default and sends nothing until it is changed', () => {
    const { runner, control } = stage();
    expect(control.value.value).toBe(1);
    expect(runner.calls).toHaveLength(0);
  });

  it('sends a gesture at once, and what it sent is in force when it is taken', async () => {
    const { runner, control } = stage();
    control.set(2);
    expect(runner.calls[0]).toMatchObject({ command: 'set_x', values: { x: 2 } });
    expect(control.busy.value).toBe(true);
    expect(control.inForce.value).toBe(1);
    runner.take();
    await settle(100);
    expect(control.inForce.value).toBe(2);
    expect(control.busy.value).toBe(false);
  });

  it('has one command under way, and of what changes meanwhile sends the newest alone', async () => {
    const { runner, control } = stage();
    for (const value of [2, 3, 4, 5]) control.set(value);
    expect(runner.sent).toEqual([{ x: 2 }]);
    runner.take();
    await settle(100);
    expect(runner.sent).toEqual([{ x: 2 }, { x: 5 }]);
  });

  it('waits a little between two, however fast the answers come', async () => {
    const { runner, control } = stage();
    control.set(2);
    runner.take();
    control.set(3);
    await settle(10);
    expect(runner.sent).toHaveLength(1);
    await settle(40);
    expect(runner.sent).toHaveLength(2);
  });

  it('goes back to what is in force when a gesture is refused, and says why', async () => {
    const { runner, control } = stage();
    control.set(9);
    runner.refuse({ x: 'x must not be greater than 4' });
    await settle();
    expect(control.value.value).toBe(1);
    expect(control.error.value).toBe('x must not be greater than 4');
    expect(control.refused.value).toBe(9);
  });

  it('does not go back from something newer than what was refused', async () => {
    const { runner, control } = stage();
    control.set(9);
    control.set(3);
    runner.refuse({ x: 'no' });
    await settle();
    expect(control.value.value).toBe(3);
    expect(control.error.value).toBeUndefined();
  });

  it('offers what was refused for another try, until something else is set', async () => {
    const { runner, control } = stage();
    control.set('bad words');
    runner.refuse({ x: 'no' });
    await settle(100);
    control.takeUpRefused();
    expect(control.value.value).toBe('bad words');
    expect(control.error.value).toBeUndefined();
    expect(control.refused.value).toBeUndefined();
  });

  it('sends what is typed when the typing pauses, once', async () => {
    const { runner, control } = stage();
    for (const text of ['f', 'fo', 'fox']) {
      control.type(text);
      await settle(300);
    }
    expect(runner.sent).toEqual([]);
    await settle(150);
    expect(runner.sent).toEqual([{ x: 'fox' }]);
  });

  it('leaves the text of somebody who is typing alone when it is refused', async () => {
    const { runner, control } = stage();
    control.type('fo');
    await settle(450);
    runner.refuse({ x: 'too short' });
    await settle();
    expect(control.value.value).toBe('fo');
    expect(control.error.value).toBe('too short');
  });

  it('sends at once when the person is done, and not again what is in force', async () => {
    const { runner, control } = stage();
    control.type('fox');
    control.commit();
    expect(runner.sent).toEqual([{ x: 'fox' }]);
    runner.take();
    await settle(1_000);
    control.commit();
    expect(runner.sent).toHaveLength(1);
  });

  it('goes back when what was refused while typing is committed', async () => {
    const { runner, control } = stage();
    control.type('fo');
    await settle(450);
    runner.refuse({ x: 'too short' });
    await settle(100);
    control.commit();
    runner.refuse({ x: 'too short' });
    await settle();
    expect(control.value.value).toBe(1);
    expect(control.refused.value).toBe('fo');
  });

  it('sends nothing for what cannot be a value', async () => {
    const { runner, control } = stage();
    control.type('[1]');
    control.reject(1, 'not JSON yet');
    await settle(1_000);
    expect(runner.calls).toHaveLength(0);
    expect(control.error.value).toBe('not JSON yet');
  });

  it('shows what the reply says is in force', async () => {
    const { runner, control } = stage();
    control.set(9);
    runner.take({ x: 4 });
    await settle();
    expect(control.value.value).toBe(4);
    expect(control.inForce.value).toBe(4);
  });

  it('does not take a reply of another kind for the value', async () => {
    const { runner, control } = stage();
    control.set(9);
    runner.take({ x: 'nine' });
    await settle();
    expect(control.value.value).toBe(9);
  });

  it('is at its default again in a new session, and neither sends nor hears anything of the old one', async () => {
    const { runner, control } = stage();
    control.set(2);
    control.set(3);
    control.reset();
    runner.take();
    await settle(1_000);
    expect(runner.sent).toEqual([{ x: 2 }]);
    expect(control.value.value).toBe(1);
    expect(control.inForce.value).toBe(1);
  });

  it('has the reply to what is in force, until another value is set', async () => {
    const { runner, control } = stage();
    control.set(2);
    runner.take({ chunk: 7 });
    await settle(100);
    expect(control.reply.value?.data).toEqual({ chunk: 7 });
    control.set(3);
    expect(control.reply.value).toBeUndefined();
  });
});

describe('LiveControl, when somebody else sets it', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shows what is in force and who set it, and sends nothing', () => {
    const { runner, control } = stage();
    control.follow(7, 'viewer');
    expect([control.value.value, control.inForce.value, control.changedBy.value]).toEqual([7, 7, 'viewer']);
    control.follow(8, 'model');
    expect([control.value.value, control.changedBy.value]).toEqual([8, 'model']);
    expect(runner.calls).toEqual([]);
  });

  it('stays where it is while it is in hand, and follows when it is put down', () => {
    const { control } = stage();
    control.takeInHand();
    control.follow(7, 'viewer');
    expect([control.value.value, control.changedBy.value]).toEqual([1, 'viewer']);
    control.putDown();
    expect(control.value.value).toBe(7);
  });

  it('is not pulled back to what was set a moment ago while it is dragged on', async () => {
    const { runner, control } = stage();
    control.takeInHand();
    control.set(2);
    control.set(3);
    control.follow(2, undefined);
    expect(control.value.value).toBe(3);
    runner.take();
    await settle(100);
    runner.take();
    await settle(100);
    control.putDown();
    expect([control.value.value, control.inForce.value]).toEqual([3, 3]);
  });

  it('shows another’s later change once its own is through', async () => {
    const { runner, control } = stage();
    control.set(2);
    runner.take();
    await settle();
    control.follow(9, 'viewer');
    expect(control.value.value).toBe(2);
    await settle(100);
    expect([control.value.value, control.changedBy.value]).toEqual([9, 'viewer']);
  });

  it('leaves a text alone that is being written, and follows a while after the last key', async () => {
    const { runner, control } = stage();
    control.type('fo');
    await settle(450);
    runner.take();
    await settle(100);
    control.follow('a lake', 'viewer');
    expect(control.value.value).toBe('fo');
    await settle(3_000);
    expect(control.value.value).toBe('a lake');
  });

  it('keeps what is written and not sent, and sends it when it is committed', async () => {
    const { runner, control } = stage();
    control.reject('[1', 'not JSON yet');
    control.follow('a lake', 'viewer');
    expect([control.value.value, control.error.value]).toEqual(['[1', 'not JSON yet']);
    control.type('[1]');
    control.commit();
    expect(runner.sent).toEqual([{ x: '[1]' }]);
  });

  it('does not send on leaving it what another has replaced', async () => {
    const { runner, control } = stage();
    control.set('ours');
    runner.take();
    await settle(100);
    control.follow('theirs', 'viewer');
    control.commit();
    expect(runner.sent).toHaveLength(1);
  });

  it('forgets who set it before, once this page sets it', async () => {
    const { runner, control } = stage();
    control.follow(7, 'viewer');
    control.set(2);
    runner.take();
    await settle();
    expect(control.changedBy.value).toBeUndefined();
  });

  it('keeps a file that this page has sent, of which the server tells the name', async () => {
    const { runner, control } = stage();
    const file = new File(['abc'], 'cat.png');
    control.set(file);
    runner.take();
    await settle(100);
    control.follow({ name: 'cat.png', mime_type: 'image/png', size: 3 }, undefined);
    expect(control.value.value).toBe(file);
    const theirs = { name: 'dog.png', mime_type: 'image/png', size: 9 };
    control.follow(theirs, 'viewer');
    expect(control.value.value).toBe(theirs);
  });
});
