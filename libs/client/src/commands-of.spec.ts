import { describe, expect, it } from '@jest/globals';
import { commandsOf } from './commands-of.js';
import type { CommandOptions, CommandValues } from './connection/model-message.js';
import type { AnyModel } from './model-types.js';

function setUp() {
  const sent: [string, CommandValues | undefined, CommandOptions | undefined][] = [];
  const commands = commandsOf<AnyModel>(async (...command) => {
    sent.push(command as (typeof sent)[number]);
    return { message: undefined, turn: 1, frame: 7, latencyMs: 1 };
  });
  return { commands, sent };
}

describe('commandsOf', () => {
  it('sends a command of any name, with its values and options', async () => {
    const { commands, sent } = setUp();
    const options = { onProgress: () => {} };
    expect(await commands['set_prompt']!({ prompt: 'a lake' }, options)).toMatchObject({ frame: 7 });
    await commands['clear']!();
    expect(sent).toEqual([
      ['set_prompt', { prompt: 'a lake' }, options],
      ['clear', undefined, undefined],
    ]);
  });

  it('has the same function each time, as a list of dependencies needs it', () => {
    const { commands } = setUp();
    expect(commands['clear']).toBe(commands['clear']);
  });

  it('may be awaited, and is no promise', async () => {
    const { commands, sent } = setUp();
    expect(await Promise.resolve(commands)).toBe(commands);
    expect(sent).toEqual([]);
  });
});
