import type { InputValue } from '@nestjs-reactor/protocol';
import { describe, expect, it } from '@jest/globals';
import { ClientError } from './client-error.js';
import type { CommandValues } from './connection/model-message.js';
import { Variable } from './observable.js';
import type { Entry } from './session-status.js';
import { type LostSetting, Settings } from './settings.js';

const REFUSED = new ClientError('invalid_command', 'too large');

/** A session, and the commands that it gets. @param refuses a command that it does not take */
function session(session_id: string, entry: Entry, refuses?: string) {
  const inputs = new Variable<ReadonlyMap<string, InputValue>>(new Map());
  const commands: [name: string, values: CommandValues | undefined][] = [];
  return {
    entry,
    session: { session_id } as never,
    inputs,
    commands,
    tell: (...changed: InputValue[]) => {
      inputs.value = new Map([...inputs.value, ...changed.map((input) => [input.name, input] as const)]);
    },
    command: async (name: string, values?: CommandValues) => {
      commands.push([name, values]);
      if (name === refuses) throw REFUSED;
      return { message: undefined, turn: 1, frame: 1, latencyMs: 1 };
    },
  };
}

const PICTURE = { name: 'a.png', mime_type: 'image/png', size: 1 };

/** What of `first` a client sets again in the session that comes after it. */
async function restored(after: Entry, ...told: InputValue[]) {
  const settings = new Settings(() => {});
  const first = session('s1', 'fresh');
  settings.enter(first);
  first.tell({ name: 'prompt', value: '' }, { name: 'speed', value: 1 });
  first.tell(...told);
  settings.leave();
  const next = session('s2', after);
  settings.enter(next);
  return next.commands;
}

describe('Settings', () => {
  it('are set again in the session that replaces theirs, no matter who had set them', async () => {
    expect(
      await restored(
        'replaced',
        { name: 'prompt', value: 'a lake', changed_by: 'you' },
        { name: 'speed', value: 2, changed_by: 'viewer' },
      ),
    ).toEqual([
      ['set_prompt', { prompt: 'a lake' }],
      ['set_speed', { speed: 2 }],
    ]);
  });

  it.each<Entry>(['fresh', 'adopted', 'resumed'])('are left alone in a session that is %s', async (entry) => {
    expect(await restored(entry, { name: 'prompt', value: 'a lake', changed_by: 'you' })).toEqual([]);
  });

  it.each<[string, InputValue]>([
    ['the model set itself', { name: 'speed', value: 3, changed_by: 'model' }],
    ['another client keeps secret', { name: 'speed', withheld: 'secret', changed_by: 'viewer' }],
    ['another client has the file of', { name: 'speed', value: PICTURE, changed_by: 'viewer' }],
  ])('are not what %s', async (_, last) => {
    expect(await restored('replaced', { name: 'speed', value: 2, changed_by: 'viewer' }, last)).toEqual([]);
  });

  it('have the file and the secret that this client sent, which the server does not report', async () => {
    const settings = new Settings(() => {});
    const first = session('s1', 'fresh');
    const file = new File(['x'], 'a.png', { type: 'image/png' });
    settings.enter(first);
    settings.applied('set_picture', { picture: file });
    settings.applied('set_key', { key: 'k' });
    settings.applied('blend', { amount: 1 });
    first.tell(
      { name: 'picture', value: PICTURE, changed_by: 'you' },
      { name: 'key', withheld: 'secret', changed_by: 'you' },
    );
    const next = session('s2', 'replaced');
    settings.enter(next);
    expect(next.commands).toEqual([
      ['set_picture', { picture: file }],
      ['set_key', { key: 'k' }],
    ]);
  });

  it('are forgotten with the session that somebody ended', () => {
    const settings = new Settings(() => {});
    settings.enter(session('s1', 'fresh'));
    settings.applied('set_speed', { speed: 2 });
    settings.enter(session('s2', 'fresh'));
    const third = session('s3', 'replaced');
    settings.enter(third);
    expect(third.commands).toEqual([]);
  });

  it('are set again in each further session, also where the one between broke at once', () => {
    const settings = new Settings(() => {});
    settings.enter(session('s1', 'fresh'));
    settings.applied('set_speed', { speed: 2 });
    const second = session('s2', 'replaced');
    settings.enter(second);
    second.tell({ name: 'speed', value: 1 });
    const third = session('s3', 'replaced');
    settings.enter(third);
    expect(third.commands).toEqual([['set_speed', { speed: 2 }]]);
  });

  it('are reported where the new session does not take them', async () => {
    const lost: LostSetting[] = [];
    const settings = new Settings((setting) => lost.push(setting));
    settings.enter(session('s1', 'fresh'));
    settings.applied('set_speed', { speed: 2 });
    settings.enter(session('s2', 'replaced', 'set_speed'));
    await Promise.resolve();
    expect(lost).toEqual([{ input: 'speed', value: 2, error: REFUSED }]);
  });
});
