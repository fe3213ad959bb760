import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../client/connection.js';
import type { Entry } from '../client/session-status.js';
import { FakeRunner } from '../testing/fake-runner.js';
import { ControlBoard } from './control-board.js';
import { LiveControl } from './live-control.js';
import { type Store, ValueMemory } from './value-memory.js';

const SCHEMA = schema('m', 1);

function schema(title: string, fallback: number): Record<string, unknown> {
  const properties = { x: { type: 'number', default: fallback } };
  const requestBody = { content: { 'application/json': { schema: { properties } } } };
  return { info: { title }, paths: { '/events/set_x': { post: { operationId: 'set_x', requestBody } } } };
}

function fakeStore(): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

function joined(session_id: string, entry: Entry): Pick<Connection, 'session' | 'entry'> {
  return { entry, session: { session_id } as Connection['session'] };
}

/** A page that is loaded, perhaps again in the same tab. */
function load(store: Store): { board: ControlBoard; runner: FakeRunner; x: () => LiveControl } {
  const runner = new FakeRunner();
  const board = new ControlBoard(runner, new ValueMemory(store));
  board.show(SCHEMA);
  return { board, runner, x: () => board.board.value!.groups[0]!.controls[0] as LiveControl };
}

async function setTo(page: ReturnType<typeof load>, value: number): Promise<void> {
  page.x().set(value);
  page.runner.take();
  await Promise.resolve();
  await Promise.resolve();
}

describe('ControlBoard', () => {
  it('keeps its controls when the same schema comes again, and makes new ones for another', () => {
    const page = load(fakeStore());
    const before = page.x();
    page.board.show(schema('m', 1));
    expect(page.x()).toBe(before);
    page.board.show(schema('m', 2));
    expect(page.x().value.value).toBe(2);
  });

  it('keeps what is set when it comes back into its session, and forgets it in another', async () => {
    const page = load(fakeStore());
    page.board.enter(joined('s1', 'fresh'));
    await setTo(page, 5);
    page.board.enter(joined('s1', 'resumed'));
    expect(page.x().value.value).toBe(5);
    page.board.enter(joined('s2', 'fresh'));
    expect(page.x().value.value).toBe(1);
  });

  it('sets in the session that replaces its own what it had set there', async () => {
    const page = load(fakeStore());
    page.board.enter(joined('s1', 'fresh'));
    await setTo(page, 5);
    page.board.enter(joined('s2', 'replaced'));
    while (page.runner.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(page.runner.calls.at(-1)).toMatchObject({ command: 'set_x', values: { x: 5 } });
    page.runner.take();
    await Promise.resolve();
    await Promise.resolve();
    expect([page.x().value.value, page.x().inForce.value]).toEqual([5, 5]);
    expect(page.board.unsure.value).toBe(false);
  });

  it('knows what is set after the page was loaded again in the same session', async () => {
    const store = fakeStore();
    const page = load(store);
    page.board.enter(joined('s1', 'fresh'));
    await setTo(page, 5);
    const again = load(store);
    again.board.enter(joined('s1', 'adopted'));
    expect(again.x().value.value).toBe(5);
    expect(again.board.unsure.value).toBe(false);
  });

  it('says that it does not know what others have set', async () => {
    const store = fakeStore();
    const page = load(store);
    page.board.enter(joined('theirs', 'adopted'));
    expect(page.board.unsure.value).toBe(true);
    await setTo(page, 5);
    const again = load(store);
    again.board.enter(joined('theirs', 'adopted'));
    expect(again.x().value.value).toBe(5);
    expect(again.board.unsure.value).toBe(true);
  });

  it.each<[string, Store]>([
    ['holds rubbish', { getItem: () => '{"session":', setItem: () => {} }],
    [
      'is forbidden',
      {
        getItem: () => {
          throw new Error('forbidden');
        },
        setItem: () => {
          throw new Error('forbidden');
        },
      },
    ],
  ])('works where storage %s', async (_, store) => {
    const page = load(store);
    page.board.enter(joined('s1', 'fresh'));
    await setTo(page, 5);
    expect(page.x().inForce.value).toBe(5);
  });
});
