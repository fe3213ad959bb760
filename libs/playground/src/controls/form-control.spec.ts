import { describe, expect, it } from '@jest/globals';
import type { CommandModel, FieldModel } from '../schema/control-model.js';
import { FakeRunner } from '../testing/fake-runner.js';
import { FormControl } from './form-control.js';

function field(name: string, required: boolean, fallback?: unknown): FieldModel {
  const widget = { kind: 'text', lines: 'one' } as const;
  return { name, label: name, description: undefined, widget, required, nullable: false, fallback };
}

const COMMAND: CommandModel = {
  name: 'say',
  label: 'Say',
  description: undefined,
  mode: 'form',
  fields: [field('text', true), field('volume', false, 3)],
};

function stage(): { runner: FakeRunner; form: FormControl } {
  const runner = new FakeRunner();
  return { runner, form: new FormControl(COMMAND, runner) };
}

describe('FormControl', () => {
  it('sends all fields at once, those nobody touched at their defaults', async () => {
    const { runner, form } = stage();
    form.set('text', 'hello');
    const sending = form.submit();
    expect(form.busy.value).toBe(true);
    runner.take();
    await sending;
    expect(runner.sent).toEqual([{ text: 'hello', volume: 3 }]);
    expect(form.done.value).toBe(1);
    expect(form.busy.value).toBe(false);
  });

  it('asks for a field that is needed before it sends', async () => {
    const { runner, form } = stage();
    await form.submit();
    expect(runner.calls).toHaveLength(0);
    expect(form.errors.value).toEqual(new Map([['text', 'text is needed']]));
  });

  it('does not send twice at once', async () => {
    const { runner, form } = stage();
    form.set('text', 'a');
    void form.submit();
    await form.submit();
    expect(runner.calls).toHaveLength(1);
  });

  it('keeps what was written when it is refused, and puts each error beside its field', async () => {
    const { runner, form } = stage();
    form.set('text', 'a');
    const sending = form.submit();
    runner.refuse({ text: 'too short', volume: 'too loud', other: 'unknown' });
    await sending;
    expect(form.values.value).toEqual({ text: 'a', volume: 3 });
    expect(form.errors.value).toEqual(
      new Map([
        ['text', 'too short'],
        ['volume', 'too loud'],
        ['', 'unknown'],
      ]),
    );
    form.set('text', 'ab');
    expect([...form.errors.value.keys()]).toEqual(['volume']);
  });

  it('has the reply of the last one that was taken, until it is refused, put away or a session begins', async () => {
    const { runner, form } = stage();
    const submit = async (answer: () => void): Promise<void> => {
      form.set('text', 'a');
      const sending = form.submit();
      answer();
      await sending;
    };
    await submit(() => runner.take({ said: 'a' }));
    expect(form.reply.value?.data).toEqual({ said: 'a' });
    await submit(() => runner.refuse({ text: 'too short' }));
    expect(form.reply.value).toBeUndefined();
    await submit(() => runner.take({ said: 'b' }));
    form.putReplyAway();
    expect(form.reply.value).toBeUndefined();
    await submit(() => runner.take({ said: 'c' }));
    form.reset();
    expect(form.reply.value).toBeUndefined();
  });
});
