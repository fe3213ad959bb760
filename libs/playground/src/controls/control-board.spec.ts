import type { InputValue } from '@nestjs-reactor/protocol';
import { describe, expect, it } from '@jest/globals';
import { ClientError, type Connection, type Entry } from '@nestjs-reactor/client';
import { FakeRunner } from '../testing/fake-runner.js';
import { ControlBoard } from './control-board.js';
import { LiveControl } from './live-control.js';

function schema(title: string, fallback: number): Record<string, unknown> {
  const command = (name: string): object => {
    const properties = { [name]: { type: 'number', default: fallback } };
    const requestBody = { content: { 'application/json': { schema: { properties } } } };
    return { post: { operationId: `set_${name}`, requestBody } };
  };
  return { info: { title }, paths: { '/events/set_x': command('x'), '/events/set_y': command('y') } };
}

/** A session that this page is in, and what the server says of it. */
function joined(session_id: string, entry: Entry, ...values: InputValue[]) {
  const listeners = new Set<(values: ReadonlyMap<string, InputValue>) => void>();
  const inputs = {
    value: new Map<string, InputValue>() as ReadonlyMap<string, InputValue>,
    subscribe: (listener: (values: ReadonlyMap<string, InputValue>) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const tell = (...changed: InputValue[]): void => {
    inputs.value = new Map([...inputs.value, ...changed.map((input) => [input.name, input] as const)]);
    for (const listener of listeners) listener(inputs.value);
  };
  tell(...values);
  return { entry, session: { session_id } as Connection['session'], inputs, tell };
}

function load() {
  const runner = new FakeRunner();
  const board = new ControlBoard(runner);
  board.show(schema('m', 1));
  const control = (index: number) => (): LiveControl => board.board.value!.groups[0]!.controls[index] as LiveControl;
  return { board, runner, x: control(0), y: control(1) };
}

async function setTo({ x, runner }: ReturnType<typeof load>, value: number): Promise<void> {
  x().set(value);
  runner.take();
  while (x().busy.value) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('ControlBoard', () => {
  it('keeps its controls when the same schema comes again, and makes new ones for another', () => {
    const page = load();
    const before = page.x();
    page.board.show(schema('m', 1));
    expect(page.x()).toBe(before);
    page.board.show(schema('m', 2));
    expect(page.x().value.value).toBe(2);
  });

  it.each<Entry>(['fresh', 'replaced', 'resumed', 'adopted'])('shows what is in force where it is %s', (entry) => {
    const page = load();
    page.board.enter(joined('s1', entry, { name: 'x', value: 5, changed_by: 'viewer' }, { name: 'y', value: 1 }));
    expect([page.x().value.value, page.x().changedBy.value]).toEqual([5, 'viewer']);
    expect([page.y().value.value, page.y().changedBy.value]).toEqual([1, undefined]);
    expect(page.runner.calls).toEqual([]);
  });

  it('follows each change, until the session is over', () => {
    const page = load();
    const session = joined('s1', 'fresh', { name: 'x', value: 1 });
    page.board.enter(session);
    session.tell({ name: 'x', value: 6, changed_by: 'model' }, { name: 'unknown', value: 1 });
    expect([page.x().value.value, page.x().changedBy.value]).toEqual([6, 'model']);
    page.board.leave();
    session.tell({ name: 'x', value: 7 });
    expect(page.x().value.value).toBe(6);
  });

  it('does not touch a control whose value has not changed', () => {
    const page = load();
    const session = joined('s1', 'fresh', { name: 'x', value: 1 }, { name: 'y', value: 1 });
    page.board.enter(session);
    page.x().reject('2', 'no number');
    session.tell({ name: 'y', value: 6 });
    expect(page.x().error.value).toBe('no number');
  });

  it('shows what is in force when it comes back, rather than pushing what it had', async () => {
    const page = load();
    page.board.enter(joined('s1', 'fresh'));
    await setTo(page, 5);
    page.board.leave();
    page.board.enter(joined('s1', 'resumed', { name: 'x', value: 8, changed_by: 'viewer' }));
    expect(page.x().value.value).toBe(8);
    expect(page.runner.calls).toHaveLength(1);
  });

  it('forgets in another session what was set in the one before', async () => {
    const page = load();
    page.board.enter(joined('s1', 'fresh'));
    await setTo(page, 5);
    page.board.enter(joined('s2', 'fresh'));
    expect(page.x().value.value).toBe(1);
    page.board.enter(joined('s3', 'adopted', { name: 'x', value: 2 }));
    expect(page.x().value.value).toBe(2);
    expect(page.runner.calls).toHaveLength(1);
  });

  it('shows what is in force in the session that replaces its own: the client sets that again', async () => {
    const page = load();
    page.board.enter(joined('s1', 'fresh', { name: 'x', value: 1 }));
    await setTo(page, 5);
    page.board.leave();
    const next = joined('s2', 'replaced', { name: 'x', value: 1 });
    page.board.enter(next);
    expect(page.x().value.value).toBe(1);
    next.tell({ name: 'x', value: 5, changed_by: 'you' });
    expect(page.x().value.value).toBe(5);
    expect(page.runner.calls).toHaveLength(1);
  });

  it('says at its control that a setting was not taken again', () => {
    const page = load();
    page.board.enter(joined('s2', 'replaced', { name: 'x', value: 1 }));
    page.board.showLost({ input: 'x', value: 50, error: new ClientError('invalid_command', 'x: at most 9') });
    expect([page.x().value.value, page.x().error.value]).toEqual([50, 'x: at most 9']);
  });

  it('notes who set a secret, without a value', () => {
    const page = load();
    page.board.enter(joined('s1', 'adopted', { name: 'x', withheld: 'secret', changed_by: 'viewer' }));
    expect([page.x().value.value, page.x().changedBy.value]).toEqual([1, 'viewer']);
  });

  it('shows the values in force in the controls of a new version, in the same session', () => {
    const { board, x } = load();
    const session = joined('s1', 'fresh', { name: 'x', value: 5 });
    board.enter(session);
    board.show(schema('m, version 2', 3));
    expect(board.labelOf('set_x')).toBe('X');
    expect([x().value.value, board.labelOf('set_z')]).toEqual([5, undefined]);
    session.tell({ name: 'x', value: 6 });
    expect(x().value.value).toBe(6);
  });
});
