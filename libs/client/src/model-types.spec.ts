import { describe, expect, it } from '@jest/globals';
import type { CommandOptions } from './connection/model-message.js';
import type {
  AnyModel,
  CommandName,
  CommandParameters,
  CommandResult,
  MessageOf,
  ModelCommands,
  TrackName,
} from './model-types.js';

interface Sunny {
  commands: {
    set_prompt: { args: { prompt: string }; reply: undefined };
    add_tree: { args: { x?: number }; reply: { type: 'placed'; data: { trees: number } } };
    clear: { args: object; reply: undefined };
  };
  messages: { placed: { trees: number }; chunk_done: { index: number } };
  tracks: {
    main_video: { kind: 'video'; direction: 'recvonly' };
    mic: { kind: 'audio'; direction: 'sendonly' };
  };
  state: { prompt: string };
}

/** True for the same type, and not for one that is only assignable to it. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// The compiler runs these: `tsc -p tsconfig.check.json` fails where one does not hold.
describe('the types of a model', () => {
  it('have its commands, and the parameters of each', () => {
    expect([true, true, true, true] satisfies [
      Equal<'set_prompt' | 'add_tree' | 'clear', CommandName<Sunny>>,
      Equal<[args: { prompt: string }, options?: CommandOptions], CommandParameters<Sunny, 'set_prompt'>>,
      Equal<[args?: { x?: number }, options?: CommandOptions], CommandParameters<Sunny, 'add_tree'>>,
      Equal<[args?: object, options?: CommandOptions], CommandParameters<Sunny, 'clear'>>,
    ]).toHaveLength(4);
    const commands = {} as Partial<ModelCommands<Sunny>>;
    void commands.set_prompt?.({ prompt: 'a lake' });
    // @ts-expect-error the prompt is a text
    void commands.set_prompt?.({ prompt: 3 });
    // @ts-expect-error the prompt is required
    void commands.set_prompt?.();
    // @ts-expect-error there is no such command
    expect(commands.paint).toBeUndefined();
  });

  it('have the reply of each command', () => {
    expect([true, true] satisfies [
      Equal<undefined, CommandResult<Sunny, 'clear'>['message']>,
      Equal<number, CommandResult<Sunny, 'add_tree'>['message']['data']['trees']>,
    ]).toHaveLength(2);
  });

  it('have the data of each message, and an arm for one that is not known', () => {
    const told = (message: MessageOf<Sunny>): string => {
      if (message.type === 'placed') return `${message.data.trees.toFixed()} trees`;
      if (message.type === 'chunk_done') return `chunk ${message.data.index.toFixed()}`;
      return `${message.type}: ${Object.keys(message.data).join()}`;
    };
    expect(told({ type: 'placed', data: { trees: 3 } })).toBe('3 trees');
    expect(told({ type: 'rain', data: { mm: 2 } } as unknown as MessageOf<Sunny>)).toBe('rain: mm');
  });

  it('have the names of the tracks by direction', () => {
    expect([true, true, true] satisfies [
      Equal<'main_video' | 'mic', TrackName<Sunny>>,
      Equal<'mic', TrackName<Sunny, { direction: 'sendonly' }>>,
      Equal<never, TrackName<Sunny, { kind: 'video'; direction: 'sendonly' }>>,
    ]).toHaveLength(3);
  });

  it('allow everything of a model that the compiler does not know', () => {
    expect([true] satisfies [Equal<string, TrackName<AnyModel, { direction: 'sendonly' }>>]).toHaveLength(1);
    const commands: ModelCommands<AnyModel> = {};
    void commands['anything']?.({ at: 'all' });
    expect(commands['anything']).toBeUndefined();
  });
});
