import { describe, expect, it } from '@jest/globals';
import { ClientError, type CommandValues, type ModelMessage } from '@nestjs-reactor/client';
import { CommandRunner } from './command-runner.js';

function stage(answer: () => ModelMessage | undefined = () => undefined): {
  runner: CommandRunner;
  sent: [string, CommandValues][];
  replies: unknown[];
} {
  const sent: [string, CommandValues][] = [];
  const replies: unknown[] = [];
  const client = {
    command: async (name: string, values: CommandValues = {}) => {
      sent.push([name, values]);
      return { message: answer(), turn: 1, frame: 1, latencyMs: 12 };
    },
  };
  const runner = new CommandRunner(client, (reply, command) => replies.push([command, reply]));
  return { runner, sent, replies };
}

describe('CommandRunner', () => {
  it('sends the values as they are', async () => {
    const { runner, sent } = stage();
    const values = { x: null, y: undefined, z: new File(['x'], 'a.png') };
    expect(await runner.run('set_x', values)).toEqual({ ok: true, reply: undefined });
    expect(sent).toEqual([['set_x', values]]);
  });

  it('hands on a reply, and how long it took', async () => {
    const reply = { type: 'done', data: {} };
    const { runner, replies } = stage(() => reply);
    await runner.run('go', {});
    expect(replies).toEqual([['go', reply]]);
    expect(runner.latency.value).toBe(12);
  });

  it.each<[string, ClientError, [string, string][]]>([
    [
      'every field that the server names',
      new ClientError('invalid_command', 'go: a is bad; b is bad', {
        field: 'a',
        fields: [
          { field: 'a', message: 'a is bad' },
          { field: 'b', message: 'b is bad' },
        ],
      }),
      [
        ['a', 'a is bad'],
        ['b', 'b is bad'],
      ],
    ],
    ['the one field', new ClientError('unresolved_upload', 'go: no upload', { field: 'a' }), [['a', 'no upload']]],
    ['the command', new ClientError('queue_full', '64 commands wait'), [['', '64 commands wait']]],
  ])('puts a refusal with %s', async (_, error, errors) => {
    const { runner } = stage(() => {
      throw error;
    });
    expect(await runner.run('go', {})).toEqual({ ok: false, code: error.code, errors: new Map(errors) });
  });
});
